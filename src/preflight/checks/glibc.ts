import { glibc } from "../../facts/glibc.ts";
import { type Check, warning } from "../check.ts";

/** What Node.js 20 and newer, and so this program's single executable, is linked against. */
const oldest = { major: 2, minor: 28 };

/** Glibc: the C library is new enough for the programs that are to be run. Ours; other C libraries are not judged. */
export const glibcNewEnough: Check = {
  name: "Glibc",
  look: async ({ fact }) => {
    const version = await fact(glibc);
    if (version === null || version.major > oldest.major) return [];
    if (version.major === oldest.major && version.minor >= oldest.minor) return [];
    return [
      warning(
        `The C library is glibc ${version.major}.${version.minor}; ${oldest.major}.${oldest.minor} is the oldest that is known to work.`,
        'Programs stop with "version `GLIBC_… not found".',
        "Use a newer release of the distribution.",
      ),
    ];
  },
};
