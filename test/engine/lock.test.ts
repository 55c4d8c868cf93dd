import { describe, expect, it } from "vitest";
import { holdAll, holderText, lockPath } from "../../src/engine/lock.ts";
import { KubewrightError } from "../../src/errors.ts";
import { MemoryHost } from "../support/memory-host.ts";

const me = holderText("init", { user: "root", pid: 812, at: "2026-01-01T00:00:00Z" });
const memoryHosts = (names: readonly string[]) => names.map((name) => new MemoryHost(name));

describe("holdAll()", () => {
  it("takes the first in the order of the names alone, and then the others side by side", async () => {
    const order: string[] = [];
    const hosts = memoryHosts(["w1", "cp2", "cp1"]);
    for (const host of hosts) {
      const hold = host.hold.bind(host);
      host.hold = async (path, holder) => {
        order.push(`asks ${host.name}`);
        await new Promise(setImmediate);
        const lock = await hold(path, holder);
        order.push(`has ${host.name}`);
        return lock;
      };
    }
    await (await holdAll(hosts, me)).release();
    expect(order.slice(0, 2)).toEqual(["asks cp1", "has cp1"]);
    expect(order.slice(2, 4)).toEqual(["asks cp2", "asks w1"]);
  });

  it("lets go of what it has when one is held by another, and names that one", async () => {
    const hosts = memoryHosts(["a", "b", "c"]);
    await hosts[1]?.hold(lockPath, me);
    await expect(holdAll(hosts, "other")).rejects.toMatchObject({
      code: "HOST_LOCKED",
      node: "b",
      why: `${lockPath} is held by: kubewright init (root, pid 812, since 2026-01-01T00:00:00Z)`,
    });
    for (const at of [0, 2]) await expect(hosts[at]?.hold(lockPath, "free again")).resolves.toBeDefined();
  });

  it("of two runs over the same hosts one has them all, and the other is refused at the first", async () => {
    const hosts = memoryHosts(["a", "b", "c"]);
    const ends = await Promise.allSettled([holdAll(hosts, "one"), holdAll(hosts, "two")]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(ends.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "HOST_LOCKED", node: "a" },
    });
  });

  it("of two runs that share some hosts one has its own, whoever asks first", async () => {
    const all = new Map(memoryHosts(["a", "b", "c", "d"]).map((host) => [host.name, host] as const));
    const of = (names: string) => [...names].flatMap((name) => all.get(name) ?? []);
    for (const [left, right] of [
      ["abc", "bcd"],
      ["bcd", "abc"],
      ["acd", "bd"],
      ["cd", "abcd"],
    ] as const) {
      const ends = await Promise.allSettled([holdAll(of(left), left), holdAll(of(right), right)]);
      expect(ends.map(({ status }) => status).sort(), `${left} ${right}`).toEqual(["fulfilled", "rejected"]);
      for (const end of ends) if (end.status === "fulfilled") await end.value.release();
    }
  });

  it("gives up at once where a lock cannot be had at all, and keeps none", async () => {
    const [a, b] = memoryHosts(["a", "b"]);
    if (a === undefined || b === undefined) throw new Error("no hosts");
    b.hold = async () => {
      throw new Error("no flock");
    };
    await expect(holdAll([a, b], me)).rejects.toThrow("no flock");
    await expect(a.hold(lockPath, "free again")).resolves.toBeDefined();
  });

  it("goes on without a host that can no longer be reached, also when it is the first, and names it", async () => {
    for (const away of ["a", "b", "c"]) {
      const hosts = memoryHosts(["a", "b", "c"]);
      const gone = hosts.find(({ name }) => name === away);
      if (gone === undefined) throw new Error("no hosts");
      gone.hold = async () => {
        throw new KubewrightError("HOST_CONNECTION_LOST", { what: "It is gone.", next: "Wake it.", exitCode: 4 });
      };
      const held = await holdAll(hosts, me);
      expect([...held.lost].map(([host, { code }]) => [host.name, code])).toEqual([[away, "HOST_CONNECTION_LOST"]]);
      const others = hosts.filter((host) => host !== gone);
      for (const host of others)
        await expect(host.hold(lockPath, "other")).rejects.toMatchObject({ code: "HOST_LOCKED" });
      await held.release();
      for (const host of others) await expect(host.hold(lockPath, "free again")).resolves.toBeDefined();
    }
  });
});
