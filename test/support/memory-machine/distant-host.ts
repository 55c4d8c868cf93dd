import { setTimeout as pause } from "node:timers/promises";
import type { FileWrite, Host, Looks } from "../../../src/host/host.ts";

/** The ways there and back to one machine, each with what was asked on it. */
export type Trips = string[][];

/** Milliseconds that each answer takes. What is asked while the first question of a way is under way goes along. */
const wayMs = 100;

/** A machine that is so far away that the ways can be counted. Bytes on an open stream and closing are none. */
export function distantHost(host: Host, trips: Trips): Host {
  let backAt = 0;
  const noted = <A extends readonly unknown[], T>(name: (...args: A) => string, ask: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      if (performance.now() >= backAt || trips.length === 0) {
        trips.push([]);
        backAt = performance.now() + wayMs;
      }
      trips.at(-1)?.push(name(...args));
      await pause(wayMs);
      return ask(...args);
    };
  };
  return {
    name: host.name,
    read: noted((paths) => `read ${paths.length}`, host.read),
    list: noted((paths) => `list ${paths.length}`, host.list),
    modified: noted((paths) => `modified ${paths.length}`, host.modified),
    probe: noted(({ argv }) => argv.join(" ").slice(0, 100), host.probe),
    run: noted(({ argv }) => argv.join(" ").slice(0, 100), host.run),
    write: noted((writes) => `write ${writes.map(({ path }) => path).join(" ")}`, host.write),
    writeThenLook: noted(
      (writes: readonly FileWrite[], _looks: Looks) => `write ${writes.map(({ path }) => path).join(" ")}, look`,
      async (writes, { files, directories, times }) => {
        await host.write(writes);
        const [seen, lists] = [await host.read(files), await host.list(directories)];
        const written = await host.modified(times);
        return {
          files: new Map(files.map((path) => [path, seen.get(path) ?? null])),
          lists: new Map(directories.map((path) => [path, lists.get(path) ?? null])),
          times: new Map(times.map((path) => [path, written.get(path) ?? null])),
        };
      },
    ),
    dial: noted((target) => `dial ${JSON.stringify(target)}`, host.dial),
    hold: noted((path) => `lock ${path}`, host.hold),
    close: host.close,
  };
}
