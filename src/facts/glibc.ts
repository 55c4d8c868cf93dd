import type { Fact } from "../engine/fact.ts";

/** Reads "glibc 2.36"; null for anything else (musl has no such answer). */
export function parseGlibc(text: string): { readonly major: number; readonly minor: number } | null {
  const match = /^glibc (\d+)\.(\d+)/.exec(text);
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2]) };
}

/** The C library's version; null where it is not glibc. */
export const glibc: Fact<{ readonly major: number; readonly minor: number } | null> = {
  name: "glibc version",
  read: async (view) =>
    parseGlibc((await view.probe({ argv: ["getconf", "GNU_LIBC_VERSION"], timeoutMs: 5000 })).stdout),
};
