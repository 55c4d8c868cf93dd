import { hostname } from "node:os";
import type { Host } from "./host.ts";
import { dialLocal } from "./local/dial.ts";
import { holdLocal } from "./local/hold.ts";
import { listLocal, modifiedLocal, readLocal } from "./local/read.ts";
import { spawnLocal } from "./local/spawn.ts";
import { writeLocal } from "./local/write.ts";

/** The machine this process runs on, with the rights this process has. */
export function localHost(name: string = hostname()): Host {
  return {
    name,
    read: (paths) => readLocal(name, paths),
    list: (directories) => listLocal(name, directories),
    modified: (paths) => modifiedLocal(name, paths),
    probe: spawnLocal,
    run: spawnLocal,
    dial: dialLocal,
    write: (writes) => writeLocal(name, writes),
    hold: (path, holder) => holdLocal(name, path, holder),
    close: async () => {},
  };
}
