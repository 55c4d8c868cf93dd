/** A command as its help text shows it. */
export interface HelpedCommand {
  readonly aliases: readonly string[];
  /** "-f,--force bool", "--token-ttl duration=24h0m0s", sorted. */
  readonly flags: readonly string[];
}

/** Every command has these, and they are klog's and cobra's. */
const everywhere = new Set(["help", "rootfs", "v", "vmodule"]);
const flagLine = /^ {2}(?:-(\w), | {4})--([\w-]+)(?: (\w+))? {2,}/;

/** Reads what `kubeadm COMMAND --help` prints: the flags of the command and those it has from its parents. */
export function parseKubeadmHelp(text: string): HelpedCommand {
  const [, names = ""] = /^Aliases:\n {2}(.*)$/m.exec(text) ?? [];
  const blocks: string[] = [];
  for (const line of text.split("\n")) {
    if (flagLine.test(line)) blocks.push(line);
    else if (/^ {10}/.test(line) && blocks.length > 0) blocks.push(`${blocks.pop()}\n${line}`);
  }
  return { aliases: names.split(", ").slice(1), flags: blocks.flatMap(flagOf).sort() };
}

function flagOf(block: string): readonly string[] {
  const [, short, name = "", kind = "bool"] = flagLine.exec(block) ?? [];
  if (everywhere.has(name)) return [];
  const [, otherwise] = /\(default (.*)\)\s*$/.exec(block) ?? [];
  const value = otherwise === undefined ? "" : `=${otherwise.replace(/^"(.*)"$/, "$1")}`;
  return [`${short === undefined ? "" : `-${short},`}--${name} ${kind}${value}`];
}
