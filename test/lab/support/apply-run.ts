import { type ChildProcess, spawn } from "node:child_process";
import { expect } from "vitest";
import { bundlePath } from "../../../lab/cluster/product.ts";
import { until } from "../../../lab/wait.ts";

/** A run of `kubewright apply` on this machine, without a terminal, that a test disturbs while it goes on. */
export class ApplyRun {
  stdout = "";
  stderr = "";
  /** The exit code; null when the process was killed. */
  readonly done: Promise<number | null>;
  isOver = false;
  readonly #child: ChildProcess;

  /** @param args what is typed behind `apply`; `env` comes on top of this process's environment. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [bundlePath(), "apply", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#child = child;
    this.done = new Promise((resolve) =>
      child.on("close", (code) => {
        this.isOver = true;
        resolve(code);
      }),
    );
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Presses Ctrl-C until it has ended, five times a second. Gives how often. */
  async interruptUntilOver(): Promise<number> {
    let times = 0;
    const press = (): boolean => {
      if (this.isOver) return true;
      this.signal("SIGINT");
      times += 1;
      return false;
    };
    await until("the run has ended", press, { deadlineMs: 30_000, everyMs: 200 });
    return times;
  }

  /** Returns when its output fits, or when it has ended. */
  async says(words: RegExp): Promise<void> {
    const said = () => this.isOver || words.test(this.stdout);
    await until(`apply says ${words}`, said, { deadlineMs: 300_000, everyMs: 5 });
  }

  /** Its exit code must be this one, and each of these words must stand in what it says of its failure, which ends with what to do. */
  async failsWith(code: number, ...words: readonly string[]): Promise<void> {
    expect(await this.done, this.told).toBe(code);
    const text = this.stderr.replace(/\s+/g, " ");
    for (const word of [...words, "Next: "]) expect(text).toContain(word);
    expect(text).not.toContain("INTERNAL");
  }

  get told(): string {
    return `${this.stdout}\n${this.stderr}`;
  }
}
