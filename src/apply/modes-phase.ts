import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { CommandChange } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import type { Command } from "../host/host.ts";
import type { Issuing } from "../phases/issuing.ts";
import { step } from "../steps/step.ts";

/** Phase modes: certificates, keys and kubeconfigs that are there have kubeadm's modes and belong to root. What is in them is not read. */
export function modesPhase(issuing: Issuing): Phase {
  const title = "Who may read certificates and keys";
  const wanted = modesOf(issuing, issuing.cluster);
  return { id: "modes", title, steps: [step("modes", title, (context) => wrongModes(wanted, context))] };
}

/** The command that phase modes will run first. */
export function modesCommand(issuing: Issuing): Command {
  return modesQuestion([...modesOf(issuing, issuing.cluster).keys()]);
}

async function wrongModes(
  wanted: ReadonlyMap<string, string>,
  { fact }: StepContext,
): Promise<readonly CommandChange[]> {
  const modes = modesAt([...wanted.keys()]);
  const found = await fact(modes);
  return [...wanted].flatMap(([path, mode]): CommandChange[] => {
    const is = found[path];
    if (is === undefined || is === `${mode} 0:0`) return [];
    const command = { argv: ["sh", "-c", 'chown 0:0 -- "$1" && chmod "$2" -- "$1"', "modes", path, mode] as const };
    const makes = [{ fact: modeAt(path), value: `${mode} 0:0` }];
    return [{ kind: "command", title: `${path}: ${is} → ${mode} 0:0`, command, makes }];
  });
}

function modesQuestion(paths: readonly string[]): Command {
  return { argv: ["stat", "--format=%a %u:%g %n", "--", ...paths] };
}

/** "600 0:0" by path; a path where nothing is, is not in the answer. */
function modesAt(paths: readonly string[]): Fact<Readonly<Record<string, string>>> {
  return {
    name: `modes of ${paths.join(" ")}`,
    read: async (view) => {
      const { stdout } = await view.probe(modesQuestion(paths));
      const lines = stdout.split("\n").map((line) => /^([0-7]+ \d+:\d+) (\/.*)$/.exec(line));
      return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[2] ?? "", match[1] ?? ""]])));
    },
  };
}

function modeAt(path: string): Fact<string> {
  return { name: `mode of ${path}`, read: async (view) => (await modesAt([path]).read(view))[path] ?? "" };
}

function modesOf(issuing: Issuing, { certificatesDir }: ClusterConfiguration): ReadonlyMap<string, string> {
  const pairs = issuing.certificates.flatMap(({ basePath }): [string, string][] => [
    [`${basePath}.crt`, "644"],
    [`${basePath}.key`, "600"],
  ]);
  const accounts = ["key", "pub"].map((half): [string, string] => [`${certificatesDir}/sa.${half}`, "600"]);
  const configs = issuing.kubeconfigs.map((spec): [string, string] => [issuing.kubeconfigPath(spec), "600"]);
  return new Map([...pairs, ...accounts, ...configs]);
}
