import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** What os-release(5) says. Empty texts where the file is silent. */
export interface OsRelease {
  /** "debian" */
  readonly id: string;
  /** "12" */
  readonly versionId: string;
  /** "Debian GNU/Linux 12 (bookworm)" */
  readonly prettyName: string;
  /** ["debian"] on Ubuntu, ["rhel", "fedora"] on Rocky Linux. */
  readonly like: readonly string[];
}

/** Reads os-release(5): NAME=value lines, values bare or quoted as in a shell. */
export function parseOsRelease(text: string): OsRelease {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z_][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined) fields.set(match[1], unquote(match[2]));
  }
  const field = (name: string) => plainText(fields.get(name) ?? "", 120);
  const like = field("ID_LIKE").split(" ");
  return {
    id: field("ID"),
    versionId: field("VERSION_ID"),
    prettyName: field("PRETTY_NAME"),
    like: like.filter((word) => word !== ""),
  };
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return (quoted?.[2] ?? value).replace(/\\(["'\\$`])/g, "$1");
}

/** The machine's distribution, from /etc/os-release or /usr/lib/os-release. */
export const osRelease: Fact<OsRelease> = {
  name: "os-release",
  read: async (view) =>
    parseOsRelease((await readText(view, "/etc/os-release")) ?? (await readText(view, "/usr/lib/os-release")) ?? ""),
};
