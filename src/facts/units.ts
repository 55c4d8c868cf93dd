import type { Fact } from "../engine/fact.ts";
import type { Command } from "../host/host.ts";
import { plainText } from "./plain-text.ts";

/** What systemd says of a unit. */
export interface UnitState {
  /** "kubelet.service" */
  readonly name: string;
  /** False when no unit file is found. */
  readonly exists: boolean;
  /** "active", "inactive", "failed", "activating", … */
  readonly active: string;
  /** "running", "auto-restart", … */
  readonly sub: string;
  /** "enabled", "disabled", "static", "masked", …; "" when it has no unit file. */
  readonly enabled: string;
  /** "success", "exit-code", "signal", "oom-kill", "timeout", … */
  readonly result: string;
  /** How the main process ended last. */
  readonly exitStatus: number;
  readonly restarts: number;
  /** 0 when none runs. */
  readonly mainPid: number;
  /** Microseconds of CLOCK_MONOTONIC; 0 when it never was active. */
  readonly activeSinceUs: number;
}

const properties = [
  "Id",
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "Result",
  "ExecMainStatus",
  "NRestarts",
  "MainPID",
  "ActiveEnterTimestampMonotonic",
] as const;

/** Reads `systemctl show`: blocks of NAME=value lines with an empty line between. */
export function parseUnits(text: string): UnitState[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const fields = new Map(block.split("\n").map((line) => [line.split("=", 1)[0] ?? "", line.replace(/^[^=]*=/, "")]));
    const word = (name: string) => plainText(fields.get(name) ?? "", 200);
    const count = (name: string) => Number(/^\d+$/.exec(fields.get(name) ?? "")?.[0] ?? 0);
    if (word("Id") === "") return [];
    return [
      {
        name: word("Id"),
        exists: word("LoadState") !== "not-found",
        active: word("ActiveState"),
        sub: word("SubState"),
        enabled: word("UnitFileState"),
        result: word("Result"),
        exitStatus: count("ExecMainStatus"),
        restarts: count("NRestarts"),
        mainPid: count("MainPID"),
        activeSinceUs: count("ActiveEnterTimestampMonotonic"),
      },
    ];
  });
}

/** The command whose answer `parseUnits` reads. */
export function unitsQuestion(names: readonly string[]): Command {
  const argv = ["systemctl", "show", "--no-pager", `--property=${properties.join(",")}`, "--", ...names] as const;
  return { argv, timeoutMs: 5000 };
}

/** The units of these names ("kubelet.service"), under the names that were asked. Empty where systemd does not answer. */
export function units(names: readonly string[]): Fact<ReadonlyMap<string, UnitState>> {
  return {
    name: `units ${names.join(" ")}`,
    read: async (view) => {
      const answer = await view.probe(unitsQuestion(names));
      const states = answer.code === 0 ? parseUnits(answer.stdout) : [];
      // One block for each name, in the order asked; an alias shows its true Id.
      if (states.length !== names.length) return new Map(states.map((state) => [state.name, state]));
      return new Map(names.flatMap((name, index) => (states[index] ? [[name, states[index]] as const] : [])));
    },
  };
}
