import type { Fact } from "../engine/fact.ts";

/** The modules that /sys/module names: those loaded, and those built in that have parameters. A built-in one without parameters is missing. */
export const kernelModules: Fact<ReadonlySet<string>> = {
  name: "kernel modules",
  read: async (view) => new Set((await view.list(["/sys/module"])).get("/sys/module") ?? []),
};
