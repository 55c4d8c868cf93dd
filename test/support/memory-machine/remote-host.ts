import { exitCodes, KubewrightError } from "../../../src/errors.ts";
import type { Host } from "../../../src/host/host.ts";
import type { HostSession } from "./host-session.ts";

/** A machine as somebody elsewhere has it, who goes on when the machine goes dark: what was asked fails as a lost connection does. */
export function remoteHost(session: HostSession): Host {
  let failure: KubewrightError | null = null;
  const lost = session.died.then(() => {
    failure = new KubewrightError("HOST_CONNECTION_LOST", {
      what: `The connection to ${session.name} was lost.`,
      next: "See that the machine is up, then run the same command again.",
      node: session.name,
      exitCode: exitCodes.unreachable,
    });
    throw failure;
  });
  lost.catch(() => undefined);
  const ask = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, lost]);
  return {
    name: session.name,
    read: (paths) => ask(session.read(paths)),
    list: (directories) => ask(session.list(directories)),
    modified: (paths) => ask(session.modified(paths)),
    probe: (command) => ask(session.probe(command)),
    run: (command) => ask(session.run(command)),
    write: (writes) => ask(session.write(writes)),
    dial: (target) => ask(session.dial(target)),
    hold: (path, holder) => ask(session.hold(path, holder)),
    close: async () => undefined,
    lost: () => failure,
  };
}
