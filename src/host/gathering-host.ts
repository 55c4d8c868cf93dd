import { Anticipated } from "./anticipated.ts";
import { Effects } from "./effects.ts";
import { Gathering } from "./gathering.ts";
import type { Command, FileState, FileWrite, Host } from "./host.ts";

/** A machine that is far away, and remembers. */
export interface GatheringHost extends Host {
  /**
   * Asks now what will be asked soon: the next `probe` of the same words within five seconds and before any effect gets this
   * answer, and only that one; who looks twice sees twice.
   */
  anticipate(command: Command): void;
}

/**
 * A machine that is far away: questions of the same kind that are asked at the same moment go as one, and what was read
 * is not asked for again for five seconds; commands are run each time, unless they were anticipated. A write or a command makes all of it forgotten;
 * behind a write the machine looks again at once at the files, directories and times that were known.
 */
export function gatheringHost(host: Host): GatheringHost {
  const files = new Gathering<FileState>((paths) => host.read(paths));
  const lists = new Gathering<readonly string[]>((paths) => host.list(paths));
  const times = new Gathering<number>((paths) => host.modified(paths));
  const commands = new Anticipated((command) => host.probe(command));
  const effects = new Effects(() => {
    for (const gathering of [files, lists, times, commands]) gathering.forget();
  });
  const write = async (writes: readonly FileWrite[]): Promise<void> => {
    const { writeThenLook } = host;
    if (writeThenLook === undefined) return effects.carryOut(() => host.write(writes));
    const written = writes.map(({ path }) => path);
    const looks = {
      files: [...new Set([...written, ...files.paths()])],
      directories: lists.paths(),
      times: times.paths(),
    };
    await effects.carryOutAlone(
      () => writeThenLook(writes, looks),
      (seen) => {
        files.learn(seen.files);
        lists.learn(seen.lists);
        times.learn(seen.times);
      },
    );
  };
  return {
    name: host.name,
    read: (paths) => files.ask(paths),
    list: (paths) => lists.ask(paths),
    modified: (paths) => times.ask(paths),
    probe: (command) => commands.ask(command),
    anticipate: (command) => commands.begin(command),
    dial: (target) => host.dial(target),
    write,
    run: (command) => effects.carryOut(() => host.run(command)),
    hold: (path, holder) => host.hold(path, holder),
    lost: () => host.lost?.() ?? null,
    close: () => host.close(),
  };
}
