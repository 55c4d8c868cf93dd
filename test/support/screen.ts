/** One character of a screen with the SGR codes that hold for it. */
interface Cell {
  readonly text: string;
  readonly looks: string;
}

/** A control sequence, or one character. */
const esc = "\u001b";
const sequences = new RegExp(`(${esc}\\[)([?0-9;]*)([A-Za-z])|([\\s\\S])`, "gu");

/** What a terminal shows after some bytes: the sequences that the live list uses, and no others. */
export class Screen {
  readonly #lines: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #looks: readonly string[] = [];

  /** @param columns where lines go on below, as on a terminal of that width */
  constructor(private readonly columns = Number.POSITIVE_INFINITY) {}

  write(bytes: string): void {
    for (const [, csi, parameters = "", final = "", character = ""] of bytes.matchAll(sequences)) {
      if (csi === undefined) this.#put(character);
      else this.#control(final, parameters);
    }
  }

  /** The lines as text, without trailing spaces. */
  text(): string {
    return this.#lines
      .map((line) =>
        line
          .map(({ text }) => text)
          .join("")
          .trimEnd(),
      )
      .join("\n")
      .trimEnd();
  }

  /** The lines with `<looks>` before and `</>` after what is painted: "<32>✔</> done". */
  painted(): string {
    return this.#lines.map(paintedLine).join("\n").trimEnd();
  }

  /** The lines as runs of equal looks. */
  spans(): readonly (readonly Span[])[] {
    return this.#lines.map(spansOf);
  }

  #put(character: string): void {
    if (character === "\n") {
      this.#row += 1;
      this.#column = 0;
      this.#line();
    } else if (character === "\r") this.#column = 0;
    else {
      if (this.#column >= this.columns) {
        this.#row += 1;
        this.#column = 0;
      }
      this.#line()[this.#column] = { text: character, looks: this.#looks.join(";") };
      this.#column += 1;
    }
  }

  #line(): Cell[] {
    while (this.#lines.length <= this.#row) this.#lines.push([]);
    return this.#lines[this.#row] ?? [];
  }

  #control(final: string, parameters: string): void {
    const count = Number(parameters || "1");
    if (final === "A") this.#row = Math.max(0, this.#row - count);
    else if (final === "B") this.#row += count;
    else if (final === "G") this.#column = Number(parameters || "1") - 1;
    else if (final === "K") this.#line().length = parameters === "2" ? 0 : this.#column;
    else if (final === "J") {
      this.#line().length = Math.min(this.#line().length, this.#column);
      this.#lines.length = this.#row + 1;
    } else if (final === "m") this.#sgr(parameters);
    else if (final !== "h" && final !== "l") throw new Error(`the screen does not know ESC[${parameters}${final}`);
  }

  #sgr(parameters: string): void {
    const ends: Readonly<Record<string, readonly string[]>> = { "39": ["31", "32", "33", "36"], "22": ["1", "2"] };
    for (const code of (parameters || "0").split(";")) {
      const ended = code === "0" ? this.#looks : ends[code];
      this.#looks = ended === undefined ? [...this.#looks, code] : this.#looks.filter((look) => !ended.includes(look));
    }
  }
}

/** A piece of a line and the SGR codes that hold for it, as "1;32". */
export interface Span {
  readonly text: string;
  readonly looks: string;
}

function spansOf(line: readonly (Cell | undefined)[]): readonly Span[] {
  const spans: Span[] = [];
  for (const cell of line) {
    const { text, looks } = cell ?? { text: " ", looks: "" };
    const last = spans.at(-1);
    if (last?.looks === looks) spans[spans.length - 1] = { text: last.text + text, looks };
    else spans.push({ text, looks });
  }
  return spans;
}

function paintedLine(line: readonly Cell[]): string {
  const texts = spansOf(line).map(({ text, looks }) => (looks === "" ? text : `<${looks}>${text}</>`));
  return texts.join("").trimEnd();
}
