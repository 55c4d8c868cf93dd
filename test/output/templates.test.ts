import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { type ObjectPrinter, objectPrinter } from "../../src/output/object-printer.ts";
import { readOutputForm } from "../../src/output/output-form.ts";
import { runs } from "../support/sample.ts";

const noFile = async () => {
  throw new Error("no file is read here");
};

async function printerOf(output: string, readFile: (path: string) => Promise<string> = noFile): Promise<ObjectPrinter> {
  const print = await objectPrinter(await readOutputForm(output, readFile), { allowMissing: true });
  if (print === null) throw new Error(`${output} is text`);
  return print;
}

const token = { kind: "BootstrapToken", token: "abcdef.0123456789abcdef", usages: ["authentication", "signing"] };

describe("a template", () => {
  test.each(["go-template-file", "templatefile", "jsonpath-file"])("comes from a file with %s", async (form) => {
    const text = form === "jsonpath-file" ? "{.token}" : "{{.token}}";
    const print = await printerOf(`${form}=/a/template`, async (path) => (path === "/a/template" ? text : "wrong"));
    expect(print([token])).toBe(token.token);
  });

  test("is used for each object, one after the other", async () => {
    const print = await printerOf('go-template={{.token}}{{"\\n"}}');
    expect(print([token, token])).toBe(`${token.token}\n${token.token}\n`);
    expect(print([])).toBe("");
  });

  test.each([
    ["go-template={{upper .token}}", "the function upper is not known"],
    ["go-template={{html .token}}", "the function html is not offered here"],
    ['go-template={{define "x"}}{{end}}', "{{define}} is not offered here"],
    ["go-template={{.token", "}} is missing"],
    ["go-template={{if .token}}", "{{if}} has no {{end}}"],
    ["go-template={{1.5}}", "the number 1.5 is not offered here"],
    ["jsonpath={.token", "} is missing"],
    ["jsonpath={token}", '"token" means nothing here'],
    ["jsonpath={range .usages[*]}{@}", "a range has no end"],
    ["jsonpath=", "it is empty"],
  ])("that cannot be used is refused with a plain word before anything else is done: %s", async (output, why) => {
    const refused = await printerOf(output).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(KubewrightError);
    expect(refused).toMatchObject({ code: "TEMPLATE_INVALID", exitCode: 2 });
    expect((refused as KubewrightError).what).toContain(why);
  });

  test.each([
    `go-template={{${"(".repeat(20_000)}.a${")".repeat(20_000)}}}`,
    `go-template=${"{{if .a}}".repeat(20_000)}${"{{end}}".repeat(20_000)}`,
    `go-template={{if .a}}${"{{else if .a}}".repeat(20_000)}{{end}}`,
    `jsonpath=${"{range @}".repeat(20_000)}${"{end}".repeat(20_000)}`,
  ])("nested without end is refused", async (output) => {
    await expect(printerOf(output)).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
  });

  test("reaches nothing but the data", async () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect((await printerOf(`jsonpath={.${name}}`))([token])).toBe("");
      expect((await printerOf(`go-template={{.${name}}}`))([token])).toBe("<no value>");
      expect((await printerOf(`go-template={{index . "${name}"}}`))([token])).toBe("<no value>");
    }
  });
});

describe("whatever is typed", () => {
  const pieces = [
    "{{",
    "}}",
    "{",
    "}",
    "{{-",
    "-}}",
    ".token",
    ".usages",
    " ",
    "|",
    "(",
    ")",
    "[",
    "]",
    "[*]",
    "[0]",
    "[?(",
    ")]",
    "range",
    "end",
    "{{end}}",
    "{end}",
    "if",
    "else",
    "with",
    "$x",
    ":=",
    "=",
    ",",
    '"a"',
    "'",
    "`",
    "\\",
    "/*",
    "*/",
    "index",
    "printf",
    "%s",
    "%",
    "eq",
    "and",
    "len",
    "1",
    "-1",
    "..",
    "@",
    "$",
    ":",
    "break",
    "\n",
    "é",
    "0",
  ];
  const typed = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((words) => words.join(""));

  test.each(["go-template", "jsonpath", "jsonpath-as-json"])("after %s, it is printed or refused", async (form) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(typed, fc.string({ maxLength: 40 })), async (text) => {
        try {
          expect(typeof (await printerOf(`${form}=${text}`))([token])).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(KubewrightError);
          expect(["TEMPLATE_INVALID", "TEMPLATE_FAILED"]).toContain((error as KubewrightError).code);
        }
      }),
      runs(1500),
    );
  });
});
