import type { Fact } from "../engine/fact.ts";

// systemd's own search path (systemd.exec(5)) after the session's: services find what a bare SSH session does not.
const locate = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for b in "$@"; do printf '%s\\t%s\\n' "$b" "$(command -v "$b")"; done`;

/** Reads "name<TAB>path" lines; a path that is not absolute is none. */
export function parseBinaries(text: string): Map<string, string | null> {
  const rows = text.split("\n").map((line) => line.split("\t"));
  return new Map(
    rows.flatMap(([name, path]) =>
      name === undefined || name === "" ? [] : [[name, path?.startsWith("/") ? path : null] as const],
    ),
  );
}

/** Where each program lies; null for one that is not in the search path. A name that is not answered is missing. */
export function binaries(names: readonly string[]): Fact<ReadonlyMap<string, string | null>> {
  return {
    name: `programs ${names.join(" ")}`,
    read: async (view) =>
      parseBinaries((await view.probe({ argv: ["sh", "-c", locate, "sh", ...names], timeoutMs: 5000 })).stdout),
  };
}
