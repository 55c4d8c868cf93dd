import { parseYaml } from "../../../src/yaml.ts";
import { remembered } from "./remembered.ts";

/** A static Pod's manifest as the kubelet reads it. */
export interface StaticPod {
  readonly name: string;
  readonly text: string;
  /** "--name=value" of its command. */
  readonly flags: ReadonlyMap<string, string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Reads a manifest. Throws on a torn one: nobody may leave such a file. */
export const staticPod = remembered((text): StaticPod => {
  const { metadata, spec } = parseYaml(text) as PodManifest;
  const words = spec.containers.flatMap(({ command }) => command);
  const flags = words.flatMap((word): [string, string][] => {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return {
    name: metadata.name,
    text,
    flags: new Map(flags),
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
  };
});

interface PodManifest {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] };
}

/** A flag that must be there. */
export function flag(pod: StaticPod, name: string): string {
  const value = pod.flags.get(name);
  if (value === undefined) throw new Error(`${pod.name} is not told --${name}`);
  return value;
}
