import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** The machine's own name as kubeadm takes it for the node: without blanks around, in lower case. "" when unreadable. */
export const hostname: Fact<string> = {
  name: "host name",
  read: async (view) => plainText((await readText(view, "/proc/sys/kernel/hostname")) ?? "", 255).toLowerCase(),
};
