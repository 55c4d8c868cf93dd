import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstStartCutOff, isUnused } from "../../src/etcd/first-start.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { cutOffLog, entry, etcdLog, state } from "../support/memory-machine/etcd-log.ts";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/etcd/${name}`, import.meta.url));
/** What etcd 3.6.8 leaves when it is killed between the layout of its log and the first write to it. */
const cutOff = fixture("wal-cut-off-head.bin");
/** The log of a member that runs. */
const running = fixture("wal-head.bin");

const dir = "/var/lib/etcd";
const log = `${dir}/member/wal/0000000000000000-0000000000000000.wal`;
const owner = { clusterId: "14706971188910460418", memberId: "517730573628343671" };
const bytes = (hex: string) => Buffer.from(hex, "hex");

/** A host whose log holds the bytes. */
function hostWith(head: Buffer): MemoryHost {
  const dump = (head.toString("hex").match(/../g) ?? []).join(" ");
  return new MemoryHost().put(log, "binary").on("od", () => ` ${dump}\n`);
}

describe("the first start of etcd", () => {
  test("was cut off when the log is laid out and nothing is in it", async () => {
    expect(await firstStartCutOff(dir).read(hostWith(cutOff))).toBe(true);
  });

  test("was not cut off when the member of a cluster is at work", async () => {
    expect(await firstStartCutOff(dir).read(hostWith(running))).toBe(false);
  });

  test("was not cut off without a log: etcd begins by itself", async () => {
    expect(await firstStartCutOff(dir).read(new MemoryHost())).toBe(false);
    expect(await firstStartCutOff(dir).read(new MemoryHost().put(`${dir}/member/snap/db`, ""))).toBe(false);
    expect(await firstStartCutOff(dir).read(new MemoryHost().put(`${dir}/member/wal.tmp/0.wal`, ""))).toBe(false);
  });

  test.each([
    ["a second log", `${dir}/member/wal/0000000000000001-0000000000000002.wal`],
    ["a snapshot", `${dir}/member/snap/0000000000000002-0000000000002711.snap`],
  ])("was not cut off with %s beside an empty log", async (_, path) => {
    expect(await firstStartCutOff(dir).read(hostWith(cutOff).put(path, ""))).toBe(false);
  });

  test("does not count as cut off when the log cannot be read", async () => {
    const unreadable = new MemoryHost().put(log, "").on("od", () => ({ code: 1, stdout: "", stderr: "I/O error\n" }));
    expect(await firstStartCutOff(dir).read(unreadable)).toBe(false);
    expect(await firstStartCutOff(dir).read(new MemoryHost().put(log, "").on("od", () => ""))).toBe(false);
  });
});

describe("a log is unused", () => {
  test("with the first members written, and the power gone before the state", () => {
    expect(isUnused(bytes(cutOffLog(owner, entry(1n, 1n), entry(1n, 1n))))).toBe(true);
  });

  test.each([
    ["a state", [state()]],
    ["a request", [entry(0n, 1n)]],
    ["a change of members in a later term", [entry(1n, 2n)]],
  ])("not with %s", (_, records) => {
    expect(isUnused(bytes(cutOffLog(owner, ...records)))).toBe(false);
  });

  test("not when its records go on where nobody looked", () => {
    const hex = cutOffLog(owner);
    expect(isUnused(bytes(hex).subarray(0, -64))).toBe(false);
  });

  test("not when it is nobody's", () => {
    expect(isUnused(Buffer.alloc(4096))).toBe(false);
  });

  test("never when a state stands anywhere in it", () => {
    const record = fc.oneof(fc.constant(entry(1n, 1n)), fc.constant(entry(0n, 3n)), fc.constant(state()));
    fc.assert(
      fc.property(fc.array(record), fc.array(record), (before, after) => {
        expect(isUnused(bytes(cutOffLog(owner, ...before, state(), ...after)))).toBe(false);
      }),
    );
  });

  test("or not, whatever its bytes are, without a crash", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => typeof isUnused(noise) === "boolean"));
    const whole = bytes(etcdLog(owner));
    for (let length = 0; length < whole.length - 64; length++) expect(isUnused(whole.subarray(0, length))).toBe(false);
  });
});
