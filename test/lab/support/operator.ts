import { spawn } from "node:child_process";
import { bundlePath } from "../../../lab/cluster/product.ts";

/** How a run of kubewright on this machine ended; code null: it was killed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs kubewright on this machine, as an operator does, without a terminal. `killAfterMs`: the process is killed then; `env` comes on top of this process's environment. */
export function kubewrightHere(
  args: readonly string[],
  options: { readonly killAfterMs?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const began = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [bundlePath(), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const { killAfterMs } = options;
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    child.on("error", fail);
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr, tookMs: Math.round(performance.now() - began) });
    });
  });
}
