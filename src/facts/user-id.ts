import type { Fact } from "../engine/fact.ts";
import { readText } from "./text-file.ts";

/** The user that looks at the machine, by /proc/self/status; -1 when it cannot be read. 0 is root. */
export const userId: Fact<number> = {
  name: "user id",
  read: async (view) => {
    const uid = /^Uid:\s+(?:\d+)\s+(\d{1,10})\s/m.exec((await readText(view, "/proc/self/status")) ?? "")?.[1];
    return uid === undefined ? -1 : Number(uid);
  },
};
