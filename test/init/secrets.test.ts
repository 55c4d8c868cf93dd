import { describe, expect, test } from "vitest";
import { reveal } from "../../src/secret.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright, type Ran } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { linesOf } from "../support/memory-machine/told.ts";

const input = initConfig;
const words = [...initWords, "--upload-certs"];

/** A line of each private key on the machine, in the file's own form and as kubeconfigs embed it. */
function keysOf(machine: MemoryMachine): readonly string[] {
  return [...machine.host.tree().values()].flatMap((state) => {
    if (state.type !== "file") return [];
    const text = reveal(state.content);
    const embedded = [...text.matchAll(/client-key-data: (\S+)/g)].map(([, data = ""]) => data.slice(60, 120));
    const blocks = [...text.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----\n([^\n]+)/g)].map(([, line = ""]) => line);
    return [...embedded, ...blocks];
  });
}

/** Everything that anybody could have read of a run. */
function heard({ out, err, effects }: Ran): string {
  return [out, err, ...effects].join("\n");
}

/** The same without the last words, which hold the command to join. */
function withoutLastWords(ran: Ran): Ran {
  if (!ran.out.startsWith("{")) return { ...ran, out: ran.out.replace(/kubewright join (?:[^\n]*\\\n)*[^\n]*/g, "") };
  const lines = linesOf(ran).filter((line) => line["type"] !== "result");
  return { ...ran, out: lines.map((line) => JSON.stringify(line)).join("\n") };
}

/** What those last words promise to those who join. */
function promised({ out }: Ran): { readonly token: string; readonly key: string; readonly pin: string } {
  const text = /--token (\S+)[\s\S]*?(sha256:[0-9a-f]{64})[\s\S]*?--certificate-key ([0-9a-f]{64})/.exec(out);
  if (text !== null) return { token: text[1] ?? "", pin: text[2] ?? "", key: text[3] ?? "" };
  const { token, caCertHashes, certificateKey } = JSON.parse(out.trim().split("\n").at(-1) ?? "{}");
  return { token, key: certificateKey, pin: caCertHashes[0] };
}

const looks = /PRIVATE KEY|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|client-key-data: (?!\*)/;

describe("nothing secret is told", () => {
  test.each([
    ["plain", []],
    ["in every detail", ["-v=9"]],
    ["as JSON", ["-o", "json"]],
  ])("by init, a join and a reset told %s", async (_, flags) => {
    const { cp1, cp2 } = blankMachines();
    const init = await kubewright(cp1, [...words, ...flags], { input });
    expect(init.code).toBe(0);
    const { token, key, pin } = promised(init);
    expect([token.length, key.length]).toEqual([23, 64]);
    const join = [
      "join",
      "cp1:6443",
      "--token",
      token,
      "--discovery-token-ca-cert-hash",
      pin,
      "--control-plane",
      "--certificate-key",
      key,
    ];
    const joined = await kubewright(cp2, [...join, ...flags]);
    expect(joined.code).toBe(0);
    const keys = [...keysOf(cp1), ...keysOf(cp2), ...(token.split(".")[1] ?? "").split("\n"), key];
    expect(keys.length).toBeGreaterThan(20);
    const again = await kubewright(cp1, [...words, ...flags], { input });
    const gone = await kubewright(cp2, ["reset", "--force", ...flags]);
    for (const ran of [withoutLastWords(init), joined, again, gone]) {
      const text = heard(ran);
      for (const secret of keys)
        expect(
          text.includes(secret),
          `${secret} in ${text.slice(Math.max(0, text.indexOf(secret) - 400), text.indexOf(secret) + 100)}`,
        ).toBe(false);
      expect(text).not.toMatch(looks);
    }
  });

  test.each([["text"], ["json"]])("by a plan of init as %s", async (form) => {
    const { cp1 } = blankMachines();
    const plan = await kubewright(cp1, [...words, "--dry-run", "-o", form, "-v=9"], { input });
    expect(plan.code).toBe(0);
    expect(plan.out).toContain("admin.conf");
    expect(heard(plan)).not.toMatch(looks);
  });

  test.each([["text"], ["json"]])("by plans of joins as %s", async (form) => {
    const { cp2, w1, joinWords, joinControlPlaneWords } = await madeCluster();
    for (const ran of [
      await kubewright(w1, [...joinWords, "--dry-run", "-o", form]),
      await kubewright(cp2, [...joinControlPlaneWords, "--dry-run", "-o", form]),
    ]) {
      expect(ran.code).toBe(0);
      expect(heard(ran)).not.toMatch(looks);
      expect(heard(ran)).not.toContain(joinControlPlaneWords.at(-1));
    }
  });

  test("by init when it is told to keep token and key to itself", async () => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, [...words, "--skip-token-print", "--skip-certificate-key-print"], { input });
    expect(ran.code).toBe(0);
    expect(heard(ran)).not.toMatch(looks);
    expect(ran.out).not.toMatch(/--certificate-key [0-9a-f]/);
  });

  test("by what lies open on the machine: keys, tokens and notes are root's alone", async () => {
    const { cp1, w1, joinWords } = await madeCluster();
    await kubewright(w1, joinWords);
    for (const machine of [cp1, w1]) {
      const open = [...machine.host.tree()].filter(
        ([, state]) => state.type === "file" && (state.mode & 0o077) !== 0 && looks.test(reveal(state.content)),
      );
      expect(open.map(([path]) => path)).toEqual([]);
    }
  });
});
