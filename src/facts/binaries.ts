import type { Fact } from "../engine/fact.ts";

/** Where services find programs (systemd.exec(5)); a session's own search path may be shorter, or longer. */
const systemDirectories: readonly string[] = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

/** Everywhere a program of this name may lie. */
export function programPaths(name: string): readonly string[] {
  return systemDirectories.map((directory) => `${directory}/${name}`);
}

/** Where each program lies, in the order in which services look; null for one that is in none of the directories. */
export function binaries(names: readonly string[]): Fact<ReadonlyMap<string, string | null>> {
  return {
    name: `programs ${names.join(" ")}`,
    read: async (view) => {
      // Asked for one by one: a listing of /usr/bin is long, and a program's content is not wanted.
      const found = await view.modified(names.flatMap(programPaths));
      return new Map(names.map((name) => [name, programPaths(name).find((path) => found.has(path)) ?? null] as const));
    },
  };
}
