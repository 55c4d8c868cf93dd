import type { Question } from "./questions.ts";
import type { ScriptEnd } from "./script-call.ts";
import { sections } from "./sections.ts";

/** Parts of one script: their heads have a mark of their own, so that what a question says in sections stays whole. */
const partFunction = `part() { printf '\\n%s= %s\\n' "$m" "$1"; }\n`;

/**
 * `ask N` answers question N in the parts "out N" and "err N CODE"; of its standard error 64 KiB are kept, because they lie in the
 * machine's memory meanwhile. Nothing is written to a file.
 */
const askFunction = `ask() {
part "out $1"
e=$({ ("q$1") </dev/null 2>&1 >&3 3>&-;part "err $1 $?" >&3;}|head -c 65536)
printf %s "\${e:+$e
}"
} 3>&1
`;

/**
 * Many questions as one script, each in a shell of its own. Looks go first, one after another. Commands run side by side, each into a
 * pipe that is emptied when those before it have ended; the shortest deadline stands first, so that no command waits for its neighbours
 * longer than for itself.
 */
export function jointScript(questions: readonly Question[]): string {
  const numbers = [...questions.keys()];
  const deadline = (at: number): number => questions[at]?.timeoutMs ?? 0;
  const looks = numbers.filter((at) => questions[at]?.kind === "look");
  const commands = numbers.filter((at) => questions[at]?.kind === "command").sort((a, b) => deadline(a) - deadline(b));
  const first = looks.map((at) => `ask ${at};`).join("");
  const all = commands.reduce((before, at) => (before === "" ? `ask ${at};` : `ask ${at}|{ ${before}cat;};`), first);
  const functions = questions.map(({ script }, at) => `q${at}() {\n${script}\n}\n`);
  return `${partFunction}${askFunction}${functions.join("")}part "marker $m"\n${all}\npart end\n`;
}

/** Takes apart what `jointScript` says, while it says it. */
export class JointAnswer {
  readonly #answered: (at: number, end: ScriptEnd) => void;
  readonly #given = new Set<number>();
  #heard: Buffer[] = [];
  #marker = "";
  /** True once it is clear that what is heard is no answer to a joint script. */
  #isForeign = false;
  #tail = Buffer.alloc(0);

  /** @param answered told each answer once, as soon as it is whole */
  constructor(answered: (at: number, end: ScriptEnd) => void) {
    this.#answered = answered;
  }

  hear(chunk: Buffer): void {
    if (this.#isForeign) return;
    this.#heard.push(chunk);
    const recent = Buffer.concat([this.#tail, chunk]);
    const head = `\n${this.#marker}= `;
    this.#tail = Buffer.from(recent.subarray(-head.length));
    if (this.#marker === "" || recent.includes(head, 0, "latin1")) this.#give();
  }

  #give(): void {
    const all = Buffer.concat(this.#heard);
    this.#heard = [all];
    this.#marker ||= /^\n([0-9a-f]{32})= marker \1\n/.exec(all.toString("latin1", 0, 128))?.[1] ?? "";
    this.#isForeign = this.#marker === "" && all.length >= 128;
    if (this.#marker === "") return;
    const parts = sections(all, `${this.#marker}=`);
    // The last part may still grow.
    parts.slice(0, -1).forEach((part, at) => {
      const [, number, code] = /^err (\d+) (\d+)$/.exec(part.name) ?? [];
      const out = parts[at - 1];
      if (number === undefined || out?.name !== `out ${number}` || this.#given.has(Number(number))) return;
      this.#given.add(Number(number));
      this.#answered(Number(number), { code: Number(code), stdout: out.bytes, stderr: part.bytes });
    });
  }
}
