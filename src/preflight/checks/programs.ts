import { binaries } from "../../facts/binaries.ts";
import { type Check, error } from "../check.ts";

/** What each program is for, and the Debian package that has it. */
const needs: Readonly<Record<string, readonly [why: string, fromPackage: string]>> = {
  losetup: ["The kubelet uses it for block volumes.", "mount"],
  mount: ["The kubelet mounts every volume with it.", "mount"],
  cp: ["etcd's data is copied with it before an upgrade.", "coreutils"],
};

/** FileExisting-NAME for each: the program is in the search path. All are looked up in one question. */
export function programsExist(names: readonly string[]): readonly Check[] {
  const asked = binaries(names);
  return names.map((name) => ({
    name: `FileExisting-${pathless(name)}`,
    look: async ({ fact }) => {
      if ((await fact(asked)).get(name)) return [];
      const [why, fromPackage] = needs[name] ?? ["It is needed.", name];
      return [error(`The program ${name} is not in the search path.`, why, `apt-get install ${fromPackage}`)];
    },
  }));
}

function pathless(name: string): string {
  return name.replaceAll("/", "-");
}
