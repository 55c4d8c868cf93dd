import type { Path } from "../../yaml.ts";
import { isDnsSubdomain } from "../dns-name.ts";
import { type Finding, invalid, shown } from "../problem.ts";

const maximumLength = 63;
const word = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

interface WrittenTaint {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}

/** The API server's rules for labels, so that nobody hears of them when the machines are nodes already. */
export function labelRules(path: Path, labels: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(isKey(key) ? [] : [{ ...notAKey([...path, key], key, "label"), atKey: true }]),
    ...(isValue(value) ? [] : [notAValue([...path, key], value, "label")]),
  ]);
}

/** The API server's rules for taints. */
export function taintRules(path: Path, taints: readonly WrittenTaint[]): Finding[] {
  return taints.flatMap(({ key = "", value = "", effect = "" }, index) => {
    const at = [...path, index];
    const first = taints.findIndex((other) => (other.key ?? "") === key && (other.effect ?? "") === effect);
    return [
      ...(isKey(key) ? [] : [notAKey([...at, "key"], key, "taint")]),
      ...(isValue(value) ? [] : [notAValue([...at, "value"], value, "taint")]),
      ...(effects.includes(effect) ? [] : [notAnEffect([...at, "effect"], effect)]),
      ...(first === index ? [] : [invalid(at, `taint ${first} has this key and effect already`, "Keep one of them.")]),
    ];
  });
}

/** "disk", "example.com/disk" */
function isKey(text: string): boolean {
  const parts = text.split("/");
  const [name = "", prefix] = parts.reverse();
  if (parts.length > 2 || (prefix !== undefined && !isDnsSubdomain(prefix))) return false;
  return name.length <= maximumLength && word.test(name);
}

function isValue(text: string): boolean {
  return text === "" || (text.length <= maximumLength && word.test(text));
}

function notAKey(path: Path, text: string, what: string): Finding {
  const said = text === "" ? `the ${what} has no key` : `${shown(text)} cannot be the key of a ${what}`;
  return invalid(path, said, "Write a word such as disk, or example.com/disk: letters, digits, -, _ and dots.");
}

function notAValue(path: Path, text: string, what: string): Finding {
  const next = "Write up to 63 letters, digits, -, _ and dots, a letter or digit first and last, or nothing.";
  return invalid(path, `${shown(text)} cannot be the value of a ${what}`, next);
}

function notAnEffect(path: Path, text: string): Finding {
  const said = text === "" ? "the taint has no effect" : `${shown(text)} is no effect of a taint`;
  return invalid(path, said, `Write one of ${effects.join(", ")}.`);
}
