import type { Fact } from "../engine/fact.ts";

/** The user that commands on the machine run as; -1 when `id` does not say. 0 is root. */
export const userId: Fact<number> = {
  name: "user id",
  read: async (view) => {
    const answer = await view.probe({ argv: ["id", "-u"], timeoutMs: 5000 });
    return answer.code === 0 && /^\d{1,10}\n?$/.test(answer.stdout) ? Number(answer.stdout) : -1;
  },
};
