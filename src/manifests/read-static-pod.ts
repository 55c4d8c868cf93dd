import { parseYaml } from "../yaml.ts";
import { fields } from "./fields.ts";

/** What the manifest of a static Pod says, whoever wrote it. */
export interface StaticPodSays {
  /** The value of `--name=value` in the first container's command or arguments; the last one where it is given again, as Go's flags read it. */
  argument(name: string): string | undefined;
  /** The path on the host of the volume with this name. */
  hostPath(volume: string): string | undefined;
}

/** Reads a manifest; null when the text is none. */
export function readStaticPod(text: string): StaticPodSays | null {
  const spec = fields(fields(parsed(text))["spec"]);
  const [container] = list(spec["containers"]).map(fields);
  if (container === undefined) return null;
  const words = [...list(container["command"]), ...list(container["args"])].map(String);
  const volumes = list(spec["volumes"]).map(fields);
  return {
    argument: (name) => words.findLast((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3),
    hostPath: (volume) => {
      const path = fields(volumes.find(({ name }) => name === volume)?.["hostPath"])["path"];
      return typeof path === "string" ? path : undefined;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return null;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
