import { describe, expect, it } from "vitest";
import { holdAll, holderText, lockPath } from "../../src/engine/lock.ts";
import { MemoryHost } from "../support/memory-host.ts";

const me = holderText("init", { user: "root", pid: 812, at: "2026-01-01T00:00:00Z" });

describe("holdAll()", () => {
  it("takes all locks in the order of the hosts' names", async () => {
    const order: string[] = [];
    const hosts = ["w1", "cp2", "cp1"].map((name) => {
      const host = new MemoryHost(name);
      const hold = host.hold.bind(host);
      host.hold = (path, holder) => {
        order.push(name);
        return hold(path, holder);
      };
      return host;
    });
    await (await holdAll(hosts, me)).release();
    expect(order).toEqual(["cp1", "cp2", "w1"]);
  });

  it("lets go of what it has when one is held by another, and names that one", async () => {
    const hosts = ["a", "b", "c"].map((name) => new MemoryHost(name));
    await hosts[1]?.hold(lockPath, me);
    await expect(holdAll(hosts, "other")).rejects.toMatchObject({
      code: "HOST_LOCKED",
      node: "b",
      why: `${lockPath} is held by: kubewright init (root, pid 812, since 2026-01-01T00:00:00Z)`,
    });
    await expect(hosts[0]?.hold(lockPath, "free again")).resolves.toBeDefined();
  });
});
