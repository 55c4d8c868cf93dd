import { spawn } from "node:child_process";

/** A command that is to find a terminal. */
export interface OnTerminal {
  readonly argv: readonly string[];
  /** The directory it is typed in; this process's own unless given. */
  readonly directory?: string;
  readonly columns: number;
  readonly rows: number;
  /** Hears what is written to the terminal, as it is written. */
  readonly hear: (bytes: string) => void;
}

/** Runs a command on a terminal of its own and gives its exit code. Nobody types there. */
export function onTerminal({ argv, directory, columns, rows, hear }: OnTerminal): Promise<number> {
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const command = `stty cols ${columns} rows ${rows}; ${quoted}`;
  return new Promise((done, fail) => {
    const child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: directory,
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, TERM: "xterm-256color" },
    });
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", hear);
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}
