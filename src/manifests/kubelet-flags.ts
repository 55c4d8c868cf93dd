import type { Taint } from "../config/v1beta4.ts";
import { argumentsOf, argumentValue, mergeArguments } from "./arguments.ts";
import type { KubeletNode } from "./kubelet-node.ts";

/** The form of --register-with-taints: "key=value:Effect", "key:Effect" without a value. */
function taintText(taint: Taint): string {
  const key = taint.value === undefined || taint.value === "" ? taint.key : `${taint.key}=${taint.value}`;
  return taint.effect === "" ? key : `${key}:${taint.effect}`;
}

/** The flags of one kubelet, the user's last. */
export function kubeletFlags(node: KubeletNode): string[] {
  const name = argumentValue(node.extraArgs, "hostname-override") ?? node.name;
  const defaults = argumentsOf({
    ...(node.nodeLocalCriSocket ? {} : { "container-runtime-endpoint": node.criSocket }),
    ...(name === node.hostname ? {} : { "hostname-override": name }),
    ...(node.nodeIp === undefined ? {} : { "node-ip": node.nodeIp }),
    ...(node.registerTaints.length === 0
      ? {}
      : { "register-with-taints": node.registerTaints.map(taintText).join(",") }),
  });
  return mergeArguments(defaults, node.extraArgs);
}

/** What the letters after a backslash stand for. */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

/** A text in double quotes as Go's %q writes it, which systemd reads back. */
function quote(text: string): string {
  const escaped = text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here
    /["\\\x00-\x1f\x7f]/g,
    (character) => escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}

/** The content of kubeadm-flags.env. */
export function kubeletFlagsText(flags: readonly string[]): string {
  return `KUBELET_KUBEADM_ARGS=${quote(flags.join(" "))}\n`;
}
