import { unfit } from "../template-error.ts";
import { typeName, type Value, valueText } from "./value-text.ts";

const verb = /%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?([\s\S]?)/g;

/** fmt.Sprintf with the verbs %s %v %d %q %t %x %X %% and the flags - + 0, a space, width and precision. Throws TEMPLATE_FAILED for others. */
export function printf(format: string, values: readonly Value[]): string {
  const rest = [...values];
  const text = format.replace(
    verb,
    (whole, flags: string, width: string, precision: string | undefined, name: string) => {
      if (name === "%") return "%";
      if (!"svdqtxX".includes(name) || name === "" || /#|\*/.test(whole)) {
        throw unfit("go-template", `printf's ${whole} is not offered here; %s %v %d %q %t %x %X are`);
      }
      if (rest.length === 0) return `%!${name}(MISSING)`;
      return padded(formatted(name, flags, precision, rest.shift()), flags, Number(width));
    },
  );
  if (rest.length === 0) return text;
  return `${text}%!(EXTRA ${rest.map((value) => `${described(value)}`).join(", ")})`;
}

function described(value: Value): string {
  return value === null || value === undefined ? "<nil>" : `${typeName(value)}=${valueText(value)}`;
}

function formatted(name: string, flags: string, precision: string | undefined, value: Value): string {
  if (Array.isArray(value) && name !== "v") {
    return `[${value.map((each) => formatted(name, flags, precision, each)).join(" ")}]`;
  }
  const isText = typeof value === "string";
  const most = precision === undefined ? undefined : Number(precision);
  if (name === "v" && typeof value !== "number") return isText ? cut(value, most) : valueText(value);
  if (name === "s" && isText) return cut(value, most);
  if (name === "q" && isText) return goQuoted(cut(value, most));
  if (name === "t" && typeof value === "boolean") return String(value);
  if ((name === "x" || name === "X") && isText) return cased(Buffer.from(value).toString("hex"), name);
  if (typeof value === "number" && "vdxX".includes(name)) {
    return signed(value, flags, cased(Math.abs(value).toString(name === "v" || name === "d" ? 10 : 16), name));
  }
  return `%!${name}(${described(value)})`;
}

function cut(text: string, most: number | undefined): string {
  return most === undefined ? text : [...text].slice(0, most).join("");
}

function cased(text: string, name: string): string {
  return name === "X" ? text.toUpperCase() : text;
}

function signed(value: number, flags: string, digits: string): string {
  if (value < 0) return `-${digits}`;
  return `${flags.includes("+") ? "+" : flags.includes(" ") ? " " : ""}${digits}`;
}

function padded(text: string, flags: string, width: number): string {
  const length = [...text].length;
  if (width > 10_000) throw unfit("go-template", "printf's width is above 10000");
  if (length >= width) return text;
  if (flags.includes("-")) return text + " ".repeat(width - length);
  if (!flags.includes("0")) return " ".repeat(width - length) + text;
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(width - length) + text.slice(sign.length);
}

/** strconv.Quote, for what JSON and Go write alike; other control characters as \xNN. */
function goQuoted(text: string): string {
  const named = JSON.stringify(text)
    .replace(/\\u00([01][0-9a-f])/g, "\\x$1")
    .replace(/\u007f/g, "\\x7f");
  return named.replaceAll("\\x07", "\\a").replaceAll("\\x0b", "\\v");
}
