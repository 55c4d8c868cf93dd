import type { Fact } from "../engine/fact.ts";

/** The command that tells a machine's clock. */
export const clockQuestion = { argv: ["date", "+%s"] } as const;

/** What the machine's clock says, in milliseconds since the epoch, to the second; null when it cannot be asked. */
export const clock: Fact<number | null> = {
  name: "clock",
  read: async (view) => {
    const { code, stdout } = await view.probe(clockQuestion);
    return code === 0 && /^\d{1,12}\n$/.test(stdout) ? Number(stdout) * 1000 : null;
  },
};
