import { type Cause, howToSeeLog, type Suspect } from "../cause.ts";
import type { ComponentEvidence, Evidence } from "../evidence.ts";
import { lastError } from "../last-error.ts";

/** The components that gave up, with what they said, in the order in which one needs the other. A running one is not asked. */
export function givenUp({
  components,
}: Evidence): readonly { readonly component: ComponentEvidence; readonly said: string }[] {
  return components.flatMap((component) => {
    const said = component.state === "running" ? null : lastError(component.log);
    return said === null ? [] : [{ component, said }];
  });
}

/** Where the configuration names a component's flags. */
const field: Readonly<Record<string, string>> = {
  etcd: "etcd.local.extraArgs",
  "kube-apiserver": "apiServer.extraArgs",
  "kube-controller-manager": "controllerManager.extraArgs",
  "kube-scheduler": "scheduler.extraArgs",
};

const refusesFlag =
  /unknown (?:shorthand )?flag|invalid argument .* for .* flag|flag provided but not defined|invalid (?:boolean )?value .* for flag|flag needs an argument|unrecognized feature gate|plugin ".*" is unknown|is not in the list of known controllers/;

/** COMPONENT_FLAG_REFUSED: a component of the control plane does not know a flag, or not its value. */
export const flagRefused: Suspect = (evidence) => {
  const found = givenUp(evidence).find(({ said }) => refusesFlag.test(said));
  if (found === undefined) return null;
  const { name } = found.component;
  return {
    code: "COMPONENT_FLAG_REFUSED",
    what: `${name} does not accept its command line: ${found.said}`,
    why: `Its flags come from ${field[name] ?? "extraArgs"} of ClusterConfiguration.`,
    next: `Correct ${field[name] ?? "extraArgs"} in your file and run the same command again; see ${howToSeeLog(name)}`,
    isPermanent: true,
  };
};

/** FILE_MISSING: a component stops because a file it was told to read is not there (or not mounted into its Pod). */
export const fileMissing: Suspect = (evidence) => {
  for (const { component, said } of givenUp(evidence)) {
    const path = /(?:open|stat|read) (\/\S+?): no such file or directory/.exec(said)?.[1];
    if (path !== undefined) {
      return {
        code: "FILE_MISSING",
        what: `${component.name} stops: ${path} is not there.`,
        why: said,
        next: `Put the file there, or mount it into the Pod with extraVolumes; see ${howToSeeLog(component.name)}`,
        isPermanent: false,
      };
    }
  }
  return null;
};

/** COMPONENT_FAILED: a component of the control plane ends again and again; its own last words tell why. */
export const componentFailed: Suspect = (evidence) => {
  const [first] = givenUp(evidence);
  if (first !== undefined) return failed(first.component, first.said);
  const exited = evidence.components.find(({ state, exitCode }) => state === "exited" && exitCode !== 0);
  return exited === undefined ? null : failed(exited, exited.log.at(-1));
};

function failed({ name, exitCode, state }: ComponentEvidence, said: string | undefined): Cause {
  return {
    code: "COMPONENT_FAILED",
    what: `${name} does not stay up${state === "exited" ? `: it ended with exit code ${exitCode}` : ""}.`,
    why: said,
    next: howToSeeLog(name),
    isPermanent: false,
  };
}
