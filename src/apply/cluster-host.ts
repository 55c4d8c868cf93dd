import type { FileTree, Host, HostView } from "../host/host.ts";

/**
 * What stands for the whole cluster in a run: its list of phases holds what belongs to no single node. It has no disk: it
 * knows the files it was given (the CA's certificate), and looks and streams through a control plane. It is lost when all
 * of these are.
 */
export function clusterHost(
  name: string,
  files: () => Promise<FileTree>,
  controlPlanes: readonly [HostView, ...HostView[]],
): Host {
  const [through] = controlPlanes;
  const never = async (): Promise<never> => {
    throw new Error(`${name} is no machine: nothing can be written or run there`);
  };
  return {
    name,
    read: async (paths) => new Map([...(await files())].filter(([path]) => paths.includes(path))),
    list: async () => new Map(),
    modified: async () => new Map(),
    probe: (command) => through.probe(command),
    dial: (target) => through.dial(target),
    write: never,
    run: never,
    hold: never,
    lost: () => {
      const reasons = controlPlanes.map((host) => host.lost?.() ?? null);
      return reasons.includes(null) ? null : (reasons[0] ?? null);
    },
    close: async () => undefined,
  };
}
