import { expect, test } from "vitest";
import { crashPoints, crashSeed, shared } from "../support/memory-machine/crash-points.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { sampled } from "../support/sample.ts";
import { expectFinished } from "./support.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2", "w3"];
const file = fleetFile(names);
const whole = await applyFrom(blankFleet(3, 3), file);
const sharedKeys = ["ca.key", "etcd/ca.key", "front-proxy-ca.key", "sa.key"];

test("a founding has many effects", () => {
  expect(whole.result?.ends.every((end) => "result" in end)).toBe(true);
  expect(whole.burned).toBeGreaterThan(150);
});

test("a control plane gets each shared key before the certificate or public key that belongs to it", () => {
  for (const name of ["cp1", "cp2", "cp3"]) {
    const at = (file: string) => whole.effects.indexOf(`${name}: write /etc/kubernetes/pki/${file}`);
    for (const key of sharedKeys) {
      const other = key.replace(/key$/, key === "sa.key" ? "pub" : "crt");
      expect(at(key), `${name} ${key}`).toBeGreaterThanOrEqual(0);
      expect(at(key), `${name} ${key}`).toBeLessThan(at(other));
    }
  }
});

/** In the middle of the shared files of the first control plane that gets them. */
const halfShared = whole.effects.findIndex((effect) => effect.endsWith("/etc/kubernetes/pki/ca.key")) + 1;
const points = [...new Set([...crashPoints(whole.burned, 6).map(({ after }) => after), ...sampled([halfShared], 0)])];

test.each(points)(
  `the operator's process is killed after %i effects of a founding, and the next apply makes the same one cluster (${crashSeed()})`,
  { timeout: 120_000 },
  async (killedAfter) => {
    const network = blankFleet(3, 3);
    const cut = await applyFrom(network, file, { killedAfter });
    // Side by side, effects may come together: a run with fewer of them ends before the last points.
    if (cut.result !== null) expect(cut.burned).toBeLessThanOrEqual(killedAfter);
    const before = keysOf(network);
    await expectFinished(network, file, names);
    const after = keysOf(network);
    expect(after.size).toBe(sharedKeys.length);
    for (const [path, text] of before) expect(after.get(path), path).toBe(text);
  },
);

const partOf = (name: string) => whole.effects.filter((effect) => effect.startsWith(`${name}: `)).length;
/** In a soak after every effect on each kind of host; otherwise some. */
const moments =
  process.env["KUBEWRIGHT_SOAK"] === "1"
    ? shared(
        ["cp1", "cp2", "w1"].flatMap((name) => Array.from({ length: partOf(name) }, (_, after) => ({ name, after }))),
      )
    : [
        { name: "cp1", after: Math.floor(partOf("cp1") * 0.5) },
        { name: "cp2", after: Math.floor(partOf("cp2") * 0.1) },
        { name: "cp2", after: Math.floor(partOf("cp2") * 0.9) },
        { name: "w1", after: Math.floor(partOf("w1") * 0.5) },
      ];

test.each(sampled(moments))(
  "$name goes dark after $after effects of its part of a founding, comes back, and the next apply makes the same one cluster",
  { timeout: 120_000 },
  async ({ name, after }) => {
    const network = blankFleet(3, 3);
    await applyFrom(network, file, { dark: { name, after } });
    network.machines.find((machine) => machine.name === name)?.boot();
    await expectFinished(network, file, names);
  },
);

/** The keys that all control planes share, wherever they lie; two of one name must be the same. */
function keysOf(network: MemoryNetwork): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { host } of network.machines) {
    for (const name of sharedKeys) {
      const text = host.text(`/etc/kubernetes/pki/${name}`);
      if (text === null) continue;
      expect(found.get(name) ?? text, `${host.name} ${name}`).toBe(text);
      found.set(name, text);
    }
  }
  return found;
}
