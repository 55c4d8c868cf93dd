import { describe, expect, it } from "vitest";
import { textState } from "../../src/host/file-state.ts";
import { spawnLocal } from "../../src/host/local/spawn.ts";
import { type HostUnderTest, hostContract, rootsHost } from "../contract/host.ts";
import { Fuse, PowerCut } from "../support/fuse.ts";
import { MemoryHost } from "../support/memory-host.ts";

hostContract("memory", async () => {
  const host = new MemoryHost().on(/./, ({ command }) => spawnLocal(command));
  host.files.place({ path: "/work", state: { type: "directory", mode: 0o755, owner: "0:0" } });
  let servers = 0;
  const serve: HostUnderTest["serve"] = async (kind, onConnect) => {
    const target = kind === "tcp" ? { port: 1000 + servers++ } : { socket: `/run/${servers++}.sock` };
    host.serve(target, onConnect);
    return target;
  };
  return rootsHost({ host, root: "/work", serve }, async () => {});
});

describe("the memory host", () => {
  const batch = ["/d/a", "/d/b", "/d/c"].map((path) => ({ path, state: textState(path) }));

  it("does as many effects as its fuse allows, and then nothing until it is booted", async () => {
    const host = new MemoryHost("n", { fuse: new Fuse(1) });
    await host.write([{ path: "/a", state: textState("a") }]);
    await expect(host.write([{ path: "/b", state: textState("b") }])).rejects.toThrow(PowerCut);
    await expect(host.read(["/a"])).rejects.toThrow(PowerCut);
    host.boot();
    expect(host.text("/a")).toBe("a");
    expect(host.text("/b")).toBeNull();
  });

  it("a cut within a batch leaves whole files, may lose the last, and leaves a torn temporary name", async () => {
    const host = new MemoryHost("n", { fuse: new Fuse(2) });
    await expect(host.write(batch)).rejects.toThrow(PowerCut);
    host.boot();
    expect([...host.tree().keys()]).toEqual(["/d", "/d/.c.kubewright", "/d/a"]);
  });

  it("a cut tears what a command wrote and did not sync", async () => {
    const host = new MemoryHost("n", { fuse: new Fuse(1) });
    host.on("scribble", ({ host: on }) => {
      on.files.scribble("/s", textState("0123456789"));
      return "";
    });
    await host.run({ argv: ["scribble"] });
    await expect(host.run({ argv: ["scribble"] })).rejects.toThrow(PowerCut);
    host.boot();
    expect(host.text("/s")).toBe("01234");
  });

  it("finds out a probe that changes the machine", async () => {
    const host = new MemoryHost().on("touch", ({ host: on }) => {
      on.put("/x", "");
      return "";
    });
    await expect(host.probe({ argv: ["touch"] })).rejects.toThrow("a probe changed the machine");
  });
});
