import { JointAnswer, jointScript } from "./joint-script.ts";
import { callScript, type ScriptCall, type ScriptEnd, type ShellWay } from "./script-call.ts";

/** A script that changes nothing, and needs no input. */
export interface Question extends Omit<ScriptCall, "input" | "hear"> {
  /** A look at files answers at once; a command may take its time, and must end itself at its deadline. */
  readonly kind: "look" | "command";
}

interface Asked {
  readonly question: Question;
  readonly resolve: (end: ScriptEnd) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions that go together: one pipe each on the machine, one process of this shell. */
const mostTogether = 32;

/** 128 + SIGKILL. */
const killedCode = 137;

/** The least that a pipe holds on Linux (PIPE_BUF): who says more may have had to wait for a neighbour. */
const pipeBytes = 4096;

/** The questions to one machine: those of the same moment go as one command, and are answered one by one. */
export class Questions {
  readonly #shell: ShellWay;
  #asked: Asked[] = [];

  constructor(shell: ShellWay) {
    this.#shell = shell;
  }

  /** The answer, as `callScript` gives it, with its errors. */
  ask(question: Question): Promise<ScriptEnd> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ question, resolve, reject });
      if (this.#asked.length > 1) return;
      // Who gathers questions of its own puts them one turn later.
      setImmediate(() => setImmediate(() => this.#put()));
    });
  }

  #put(): void {
    const asked = this.#asked;
    this.#asked = [];
    for (let at = 0; at < asked.length; at += mostTogether) void this.#putSome(asked.slice(at, at + mostTogether));
  }

  async #putSome(some: readonly Asked[]): Promise<void> {
    const [first] = some;
    if (first === undefined) return;
    if (some.length === 1) return this.#putAlone(first);
    const left = new Map(some.entries());
    const questions = some.map(({ question }) => question);
    const began = performance.now();
    const answer = new JointAnswer((at, end) => {
      const judged = judge(end, questions[at], performance.now() - began);
      if (judged === null) return;
      left.get(at)?.resolve(judged);
      left.delete(at);
    });
    try {
      const end = await callScript(this.#shell, { ...boundsOf(questions), hear: (chunk) => answer.hear(chunk) });
      for (const one of left.values()) {
        // What was said until then is the neighbours' too: files among it, perhaps keys.
        if (end.cut === "deadline") one.resolve({ ...end, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) });
        else void this.#putAlone(one);
      }
    } catch (error) {
      for (const { reject } of left.values()) reject(error);
    }
  }

  async #putAlone({ question, resolve, reject }: Asked): Promise<void> {
    try {
      resolve(await callScript(this.#shell, question));
    } catch (error) {
      reject(error);
    }
  }
}

/** What holds for all of them together. Who says more than any of them may is found out alone. */
function boundsOf(questions: readonly Question[]): ScriptCall {
  return {
    script: jointScript(questions),
    timeoutMs: Math.max(...questions.map(({ timeoutMs }) => timeoutMs)),
    outputLimit: Math.max(...questions.map(({ outputLimit }) => outputLimit)),
  };
}

/** A command's end at its deadline, told as such; null where it is not known whether its neighbours held it up. */
function judge(end: ScriptEnd, question: Question | undefined, tookMs: number): ScriptEnd | null {
  if (question?.kind !== "command" || end.code !== killedCode || tookMs < question.timeoutMs) return end;
  if (end.stdout.length >= pipeBytes) return null;
  return { ...end, code: -1, reason: `ended after ${question.timeoutMs / 1000} s` };
}
