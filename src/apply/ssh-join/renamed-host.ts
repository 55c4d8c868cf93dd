import type { Host } from "../../host/host.ts";

/** The same machine under the name of the Node it becomes. */
export function renamedHost(host: Host, name: string): Host {
  return {
    name,
    read: (paths) => host.read(paths),
    list: (directories) => host.list(directories),
    modified: (paths) => host.modified(paths),
    probe: (command) => host.probe(command),
    run: (command) => host.run(command),
    dial: (target) => host.dial(target),
    write: (writes) => host.write(writes),
    hold: (path, holder) => host.hold(path, holder),
    lost: () => host.lost?.() ?? null,
    close: () => host.close(),
  };
}
