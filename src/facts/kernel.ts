import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** How the running kernel was configured: option without "CONFIG_" → "y", "m" or its value. */
export interface KernelConfig {
  readonly source: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The running kernel's release: "6.1.0-28-amd64"; "" when it cannot be read. */
export const kernelRelease: Fact<string> = {
  name: "kernel release",
  read: async (view) => plainText((await readText(view, "/proc/sys/kernel/osrelease")) ?? "", 80),
};

// The places where distributions keep it, in the order in which system-validators looks.
const findConfig = `r=$(uname -r)
for f in /proc/config.gz "/boot/config-$r" "/usr/src/linux-$r/.config" /usr/src/linux/.config \
  "/usr/lib/modules/$r/config" "/usr/lib/ostree-boot/config-$r" /usr/lib/kernel/config-"$r" \
  "/usr/src/linux-headers-$r/.config" "/lib/modules/$r/build/.config"; do
  [ -r "$f" ] || continue
  echo "# source $f"
  case $f in *.gz) gzip -dc "$f" ;; *) cat "$f" ;; esac | grep -E '^CONFIG_[A-Z0-9_]+='
  exit 0
done
exit 3`;

/** Reads "CONFIG_X=y" lines after a first line "# source <path>"; null without that line. */
export function parseKernelConfig(text: string): KernelConfig | null {
  const source = /^# source (.+)$/m.exec(text)?.[1];
  if (source === undefined) return null;
  const options = new Map<string, string>();
  for (const match of text.matchAll(/^CONFIG_([A-Z0-9_]+)=(.*)$/gm)) {
    if (match[1] !== undefined && match[2] !== undefined) options.set(match[1], match[2]);
  }
  return { source: plainText(source, 120), options };
}

/** The running kernel's configuration, or null when it is nowhere to be found. */
export const kernelConfig: Fact<KernelConfig | null> = {
  name: "kernel configuration",
  read: async (view) => {
    const answer = await view.probe({ argv: ["sh", "-c", findConfig], timeoutMs: 5000 });
    return answer.code === 0 ? parseKernelConfig(answer.stdout) : null;
  },
};
