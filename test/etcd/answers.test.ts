import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { etcdData } from "../../src/etcd/data-identity.ts";
import { etcdServersOfMembers, etcdServersOfPods } from "../../src/etcd/endpoints.ts";
import { parseEtcdStatus, parseMembers, parseRefusal } from "../../src/etcd/gateway-answer.ts";
import { memberHexId } from "../../src/etcd/member.ts";
import { afterRemoval } from "../../src/etcd/quorum.ts";
import { walMetadata } from "../../src/etcd/wal-metadata.ts";
import { TransportFailure } from "../../src/kube/transport-failure.ts";
import { MemoryHost } from "../support/memory-host.ts";

/** The first 4 KiB of a log that etcd 3.6.8 wrote, and what its own tools say about it. */
const wal = readFileSync(new URL("../fixtures/etcd/wal-head.bin", import.meta.url));
const identity = { clusterId: "14706971188910460418", memberId: "517730573628343671" };

describe("a member list", () => {
  test("with an id as a JSON number is refused: it has lost its last digits", () => {
    expect(() => parseMembers('{"header":{"cluster_id":"1"},"members":[{"ID":14706971188910460418}]}')).toThrow(
      TransportFailure,
    );
  });

  test("of any JSON is read or refused", () => {
    const loose = fc.record({
      header: fc.option(fc.dictionary(fc.constant("cluster_id"), fc.jsonValue())),
      members: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          loose.map((value) => JSON.stringify(value)),
        ),
        (body) => {
          for (const parse of [parseMembers, parseEtcdStatus]) {
            try {
              parse(body);
            } catch (error) {
              expect(error).toBeInstanceOf(TransportFailure);
            }
          }
          expect(parseRefusal(body)).toHaveProperty("message");
        },
      ),
    );
  });
});

describe("the data directory", () => {
  test("tells whose data it holds", () => {
    expect(walMetadata(wal)).toEqual(identity);
    expect(memberHexId(identity.memberId)).toBe(BigInt(identity.memberId).toString(16));
  });

  test("of any bytes is read or not, without a crash", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(80), fc.nat(255), (noise, at, value) => {
        walMetadata(noise);
        const garbled = Buffer.from(wal.subarray(0, 200));
        garbled[at] = value;
        walMetadata(garbled);
      }),
    );
    for (let length = 0; length < 80; length++) walMetadata(wal.subarray(0, length));
  });

  const dir = "/var/lib/etcd";
  const log = `${dir}/member/wal/0000000000000000-0000000000000000.wal`;
  const dump = (bytes: Buffer) => (bytes.toString("hex").match(/../g) ?? []).join(" ");

  test("is empty when it is not there, or holds nothing but directories", async () => {
    const host = new MemoryHost();
    expect(await etcdData(dir).read(host)).toEqual({ state: "empty" });
    host.put(`${dir}/member/snap/db`, "");
    expect(await etcdData(dir).read(host)).toEqual({ state: "empty" });
  });

  test("is a member's when its log says so", async () => {
    const host = new MemoryHost().put(log, "binary").on("od", () => dump(wal));
    expect(await etcdData(dir).read(host)).toEqual({ state: "present", ...identity });
  });

  test("is unreadable with anything else in it", async () => {
    expect(await etcdData(dir).read(new MemoryHost().put(`${dir}/lost+found/x`, ""))).toEqual({ state: "unreadable" });
    expect(await etcdData(dir).read(new MemoryHost().put(log, "").on("od", () => ""))).toEqual({ state: "unreadable" });
  });
});

describe("members are found", () => {
  const pod = (annotations?: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "etcd", ...(annotations === undefined ? {} : { annotations }) },
  });
  const key = "kubeadm.kubernetes.io/etcd.advertise-client-urls";

  test("by the annotations of their Pods, each once; a Pod without one is passed over", () => {
    const pods = [
      pod({ [key]: "https://10.0.0.1:2379" }),
      pod(),
      pod({ [key]: "nonsense" }),
      pod({ [key]: "https://[fd00::1]:2379,https://10.0.0.1:2379" }),
    ];
    expect(etcdServersOfPods(pods)).toEqual([
      { host: "10.0.0.1", port: 2379 },
      { host: "fd00::1", port: 2379 },
    ]);
  });

  test("by the member list, without learners", () => {
    const member = (address: string, isLearner: boolean) => ({
      id: "1",
      name: "x",
      peerUrls: [],
      clientUrls: [`https://${address}:2379`],
      isLearner,
    });
    expect(etcdServersOfMembers([member("10.0.0.1", false), member("10.0.0.2", true)])).toEqual([
      { host: "10.0.0.1", port: 2379 },
    ]);
  });
});

describe("after the removal of a member the cluster", () => {
  const member = (id: string, isLearner = false) => ({ id, name: id, peerUrls: [], clientUrls: [], isLearner });
  const three = [member("1"), member("2"), member("3")];

  test.each([
    ["goes on: one of three, all healthy", three, "3", ["1", "2", "3"], true],
    ["stands still: one of three, another one dead", three, "3", ["1", "3"], false],
    ["goes on: the dead one of three", three, "3", ["1", "2"], true],
    ["is lost: the only one", [member("1")], "1", ["1"], false],
    ["goes on: one of two", [member("1"), member("2")], "2", ["1", "2"], true],
    ["is as before: a learner", [member("1"), member("2", true)], "2", [], true],
  ])("%s", (_, members, id, healthy, keeps) => {
    expect(afterRemoval(members, id, new Set(healthy)).keepsQuorum).toBe(keeps);
  });
});
