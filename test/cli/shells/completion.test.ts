import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/run-command-line.ts";
import { memoryIo } from "../../support/memory-io.ts";

let directory = "";

async function scriptFor(shell: string): Promise<string> {
  const io = memoryIo();
  expect(await runCommandLine(["completion", shell], io)).toBe(0);
  const path = join(directory, `kubewright.${shell}`);
  writeFileSync(path, io.out());
  return path;
}

function shell(program: string, args: readonly string[], input = ""): string {
  if (!existsSync(`/usr/bin/${program}`))
    throw new Error(`${program} is missing; node scripts/install.mjs --lab installs it`);
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    input,
    timeout: 20_000,
    cwd: directory,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}${stdout}`);
  expect(stderr).toBe("");
  return stdout;
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "kubewright-completion-"));
  writeFileSync(join(directory, "cluster.yaml"), "");
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What is typed, and words that must (and must not) be offered. */
const cases = [
  { typed: "kubewright in", offers: ["init"], not: ["join"] },
  { typed: "kubewright init ", offers: ["phase"], not: ["join"] },
  { typed: "kubewright init phase ", offers: ["certs", "kubelet-start"], not: ["phase"] },
  { typed: "kubewright init phase certs api", offers: ["apiserver", "apiserver-etcd-client"], not: ["ca"] },
  { typed: "kubewright init --pod", offers: ["--pod-network-cidr"], not: ["--config"] },
  { typed: "kubewright --v 5 token --kubeconfig init l", offers: ["list"], not: [] },
  { typed: "kubewright version --output ", offers: ["short", "json", "yaml"], not: ["init"] },
  { typed: "kubewright init --output ", offers: ["text", "json"], not: ["short", "yaml"] },
  { typed: "kubewright token list -o ", offers: ["text", "json", "yaml"], not: ["go-template=..."] },
  { typed: "kubewright init --config clu", offers: ["cluster.yaml"], not: ["phase"] },
] as const;

describe("bash completion", () => {
  test.each(cases)("$typed", async ({ typed, offers, not }) => {
    const words = typed.split(" ");
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `source '${await scriptFor("bash")}'
      compopt() { :; }
      COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
      _kubewright
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = shell("bash", ["--norc", "-c", script]).trim().split("\n");
    expect(offered).toEqual(expect.arrayContaining([...offers]));
    for (const word of not) expect(offered).not.toContain(word);
  });

  test("offers a file's whole name, spaces and all", async () => {
    writeFileSync(join(directory, "my first cluster.yaml"), "");
    const script = `source '${await scriptFor("bash")}'
      compopt() { :; }
      COMP_WORDS=(kubewright apply -f my) COMP_CWORD=3
      _kubewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(shell("bash", ["--norc", "-c", script]).trim()).toBe("my first cluster.yaml");
  });

  test("understands --flag=value, which bash cuts into three words", async () => {
    const script = `source '${await scriptFor("bash")}'
      COMP_WORDS=(kubewright version --output = j) COMP_CWORD=4
      _kubewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(shell("bash", ["--norc", "-c", script]).trim()).toBe("json");
  });
});

describe("fish completion", () => {
  test.each(cases)("$typed", async ({ typed, offers, not }) => {
    const out = shell("fish", ["--no-config", "-c", `source '${await scriptFor("fish")}'; complete -C '${typed}'`]);
    const offered = out
      .trim()
      .split("\n")
      .map((line) => line.split("\t")[0]);
    expect(offered).toEqual(expect.arrayContaining([...offers]));
    for (const word of not) expect(offered).not.toContain(word);
  });
});

/** Types the words into an interactive zsh in a pseudo-terminal and gives all that it offers, by taking compadd's place. */
async function offeredByZsh(typed: string): Promise<readonly string[]> {
  const script = `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source ${await scriptFor("zsh")}'
    zpty -w shell 'zstyle ":completion:*" list-prompt ""; zstyle ":completion:*" verbose no; LISTMAX=1000'
    zpty -w shell 'keep() { builtin compadd -O kept "$@"; print -rl -- $kept >> ${directory}/offered; builtin compadd "$@" }; compadd() { local -a kept; keep "$@" }'
    zpty -w shell 'done-widget() { print done >> ${directory}/offered }; zle -N done-widget; bindkey "^X" done-widget; print ready >> ${directory}/offered'
    while ! grep -qs ready ${directory}/offered; do sleep 0.05; done
    zpty -n -w shell $'${typed.replaceAll("'", "\\'")}\\t\\x18'
    while ! grep -qs done ${directory}/offered; do sleep 0.05; done
    zpty -d shell
    cat ${directory}/offered`;
  rmSync(join(directory, "offered"), { force: true });
  return shell("zsh", ["-f", "-c", script])
    .split("\n")
    .map((line) => line.trim());
}

describe("zsh completion", () => {
  test.each(cases)("$typed", async ({ typed, offers, not }) => {
    const offered = await offeredByZsh(typed);
    expect(offered).toEqual(expect.arrayContaining([...offers]));
    for (const word of not) expect(offered).not.toContain(word);
  });
});

test("zsh completion understands --flag=value", async () => {
  expect(await offeredByZsh("kubewright init --output=j")).toContain("json");
  expect(await offeredByZsh("kubewright init --config=clu")).toContain("cluster.yaml");
});

test("an unknown shell is refused with the names of those there are", async () => {
  const io = memoryIo();
  expect(await runCommandLine(["completion", "tcsh"], io)).toBe(2);
  expect(io.err()).toContain("bash, zsh, fish");
});
