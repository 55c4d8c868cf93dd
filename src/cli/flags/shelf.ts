import type { FlagGroup, FlagSpec } from "../command-spec.ts";
import { flagRows } from "./flag-rows.ts";

const shorts: Readonly<Record<string, string>> = { file: "f", force: "f", yes: "y", output: "o", v: "v", help: "h" };

const shelf: ReadonlyMap<string, FlagSpec> = new Map(
  Object.entries(flagRows).flatMap(([group, list]) =>
    list.map(([name, kind, value, help, otherwise]): [string, FlagSpec] => {
      const short = shorts[name];
      const flag = { name, kind, value, help, group: group as FlagGroup };
      return [
        name,
        { ...flag, ...(short === undefined ? {} : { short }), ...(otherwise === undefined ? {} : { otherwise }) },
      ];
    }),
  ),
);

/** kubeadm's flags for all commands that have no place here, and what to do instead. */
const refused: readonly FlagSpec[] = [
  ["rootfs", "path", "Copy kubewright there and type: chroot PATH kubewright ..."],
  ["vmodule", "pattern=N,...", "Use -v, which holds for everything."],
].map(([name = "", value = "", instead = ""]) => ({
  name,
  kind: "text",
  value,
  help: "Refused",
  instead,
  group: "Output",
}));

/** The flags of these names, with those that every command has. Throws for a name that is not on the shelf: a fault of this program. */
export function flags(...names: readonly string[]): readonly FlagSpec[] {
  const known = [...names, "v", "help"].map((name) => {
    const flag = shelf.get(name);
    if (flag === undefined) throw new Error(`no flag --${name} on the shelf`);
    return flag;
  });
  return [...known, ...refused];
}

/** A flag list with other words for some: the same name, another default or help in this place. */
export function reworded(
  list: readonly FlagSpec[],
  words: Readonly<Record<string, Pick<FlagSpec, "help"> & Partial<Pick<FlagSpec, "otherwise" | "value">>>>,
): readonly FlagSpec[] {
  return list.map((flag) => ({ ...flag, ...words[flag.name] }));
}
