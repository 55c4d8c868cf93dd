import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CommandSpec, FlagSpec } from "../../src/cli/command-spec.ts";
import { commandTree } from "../../src/cli/command-tree.ts";
import { normalArguments } from "../../src/cli/normal-arguments.ts";
import { parse } from "../../src/cli/program.ts";
import { flagsFor } from "../../src/cli/run-command-line.ts";

interface KubeadmCommand {
  readonly aliases: readonly string[];
  /** "-f,--force bool", "--token-ttl duration=24h0m0s" */
  readonly flags: readonly string[];
}

const kubeadm: Readonly<Record<string, KubeadmCommand>> = JSON.parse(
  readFileSync(new URL("../fixtures/cli/kubeadm-1.36.3-flags.json", import.meta.url), "utf8"),
);

/** Every command by its words: "init phase certs". */
const ours = new Map<string, CommandSpec>();
const visit = (spec: CommandSpec, words: readonly string[]) => {
  ours.set(words.join(" "), spec);
  for (const child of spec.commands ?? []) visit(child, [...words, child.name]);
};
visit(commandTree, []);

/** kubeadm's commands that come with a later release. */
const later = /^(upgrade|alpha|certs (renew|generate-csr))/;
/** Flags that we have beside kubeadm's, and why they are no danger to its users: each is new, none has another meaning there. */
const additions = new Set([
  "output",
  "strict",
  "token-file",
  "v",
  "help",
  "rootfs",
  "vmodule",
  "file",
  "nodes",
  "accept-new-host-keys",
  "sudo-password-file",
  "ssh",
  "ssh-config",
  "identity-file",
]);

const kinds: Readonly<Record<string, FlagSpec["kind"]>> = {
  bool: "switch",
  string: "text",
  strings: "list",
  int32: "count",
  duration: "duration",
};

function flagFrom(text: string): {
  name: string;
  short: string | undefined;
  kind: FlagSpec["kind"] | undefined;
  otherwise: string | undefined;
} {
  const [, short, name = "", type = "", otherwise] = /^(?:-(\w),)?--(\S+) (\w+)(?:=(.*))?$/.exec(text) ?? [];
  return { name, short, kind: kinds[type], otherwise };
}

const shared = Object.entries(kubeadm).filter(([words]) => !later.test(words));

describe("kubeadm's commands and flags", () => {
  test.each(shared)("%s", (words, { aliases, flags }) => {
    const spec = ours.get(words);
    expect(spec, `kubewright ${words}`).toBeDefined();
    expect([...(spec?.aliases ?? [])].sort()).toEqual([...aliases].sort());
    const own = new Map((spec?.flags ?? []).map((flag) => [flag.name, flag]));
    const wanted = flags.map(flagFrom);
    for (const { name, short, kind } of wanted)
      expect(own.get(name), `--${name}`).toMatchObject({ kind, ...(short === undefined ? {} : { short }) });
    for (const { name, otherwise } of wanted) {
      const said = own.get(name)?.otherwise;
      if (otherwise?.startsWith("[")) expect(said).toBe(otherwise.slice(1, -1));
      else if (otherwise !== undefined) expect(said, `--${name}`).toBe(otherwise);
    }
    const more = [...own.keys()].filter((name) => !wanted.some((flag) => flag.name === name) && !additions.has(name));
    expect(more, "flags that kubeadm does not have here").toEqual([]);
  });
});

describe("every command", () => {
  test.each([...ours])(
    "kubewright %s has a summary, two examples that can be typed, and either runs or has commands",
    (_, spec) => {
      expect(spec.summary).toMatch(/^[A-Z].*[^.]$/);
      expect(spec.examples.length).toBeGreaterThanOrEqual(2);
      expect(spec.run !== undefined || (spec.commands ?? []).length > 0).toBe(true);
      for (const { type } of spec.examples) {
        const line = /kubewright ([^>)|]*)/.exec(type)?.[1] ?? "";
        const words = line.split(" ").filter((word) => word !== "");
        const known = flagsFor(commandTree, words);
        const argv = normalArguments(words, (word) => known.get(word));
        expect(() => parse(commandTree, argv, 80), type).not.toThrow();
      }
    },
  );

  test("a flag's name means the same kind of value everywhere", () => {
    const seen = new Map<string, FlagSpec>();
    for (const spec of ours.values()) {
      for (const flag of spec.flags ?? []) {
        const before = seen.get(flag.name) ?? flag;
        expect({ kind: before.kind, short: before.short }).toEqual({ kind: flag.kind, short: flag.short });
        seen.set(flag.name, flag);
      }
    }
  });
});
