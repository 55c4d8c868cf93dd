import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "../../../lab/lab.ts";
import { until } from "../../../lab/wait.ts";
import type { KillMoment } from "./kill-moments.ts";

/** Starts kubewright on a host of the lab and ends it at the moment; a host that lost its power is booted. */
export async function endEarly(
  lab: Lab,
  name: string,
  argv: readonly string[],
  { lines, laterMs, how }: KillMoment,
): Promise<void> {
  let said = "";
  const run = await lab.host(name).start(argv, {
    timeoutMs: 600_000,
    onOutput: (text) => {
      said += text;
    },
  });
  let ended = false;
  void run.done.then(() => {
    ended = true;
  });
  const reached = () => ended || said.split("\n").length > lines;
  await until(`${name} has said ${lines} lines`, reached, { deadlineMs: 300_000, everyMs: 2 });
  await pause(laterMs); // the moment of the end, not a wait for anything
  if (how === "kill") await run.kill("SIGKILL");
  else await lab.crash(name);
  await run.done;
  if (how === "power") await lab.boot(name);
}
