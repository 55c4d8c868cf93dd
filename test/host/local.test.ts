import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { textState } from "../../src/host/file-state.ts";
import { localHost } from "../../src/host/local.ts";
import { lockScript } from "../../src/host/lock-script.ts";
import { hostContract } from "../contract/host.ts";
import { LoopbackServers } from "../support/loopback-servers.ts";

hostContract("local", async () => {
  const root = await mkdtemp(join(tmpdir(), "kubewright-local-"));
  const servers = new LoopbackServers(root);
  const uid = process.getuid?.() ?? 0;
  const owner = `${uid}:${process.getgid?.() ?? 0}`;
  return {
    host: localHost("here"),
    root,
    owner,
    // Only root may give files away.
    otherOwner: uid === 0 ? "123:456" : owner,
    serve: servers.serve,
    close: async () => {
      servers.close();
      await rm(root, { recursive: true, force: true });
    },
  };
});

describe("the local host", () => {
  let root = "";
  const host = localHost("here");
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "kubewright-local-"));
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  it("clears away the temporary file that a power cut left beside a file", async () => {
    await writeFile(join(root, ".f.kubewright"), "torn");
    await host.write([{ path: join(root, "f"), state: textState("whole", 0o600, owner) }]);
    expect(await readdir(root)).toEqual(["f"]);
  });

  it("leaves no temporary file and no new file behind when one write of a group fails", async () => {
    const writes = ["a", "b"].map((name) => ({ path: join(root, name), state: textState(name, 0o600, owner) }));
    const bad = { path: join(root, "c"), state: textState("c", 0o600, "nobody") };
    await expect(host.write([...writes, bad])).rejects.toMatchObject({ code: "HOST_WRITE_FAILED", node: "here" });
    expect(await readdir(root)).toEqual([]);
  });

  it("frees the lock when its holder is killed", async () => {
    const path = join(root, "lock");
    // What a run is to the lock: the process at the other end of the script's standard input.
    const parent = `const {spawn} = require("node:child_process");
      const child = spawn("sh", ["-c", process.argv[1], "x", process.argv[2]], {detached: true, stdio: ["pipe", "inherit", "inherit"]});
      child.stdin.write("the dead\\n");`;
    const run = spawn(process.execPath, ["-e", parent, lockScript, path], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => run.stdout.once("data", resolve));
    await expect(host.hold(path, "me")).rejects.toMatchObject({
      code: "HOST_LOCKED",
      why: expect.stringContaining("the dead"),
    });
    run.kill("SIGKILL");
    await expect
      .poll(async () => (await host.hold(path, "me").catch(() => null)) !== null, { timeout: 5000 })
      .toBe(true);
  });

  it("names the path that it may not read", async () => {
    if (process.getuid?.() === 0) {
      // Root may read everything; a name that is too long is refused to root too.
      await expect(host.read([join(root, "x".repeat(300))])).rejects.toMatchObject({ code: "HOST_READ_FAILED" });
      return;
    }
    await writeFile(join(root, "closed"), "x");
    await chmod(join(root, "closed"), 0);
    await expect(host.read([join(root, "closed")])).rejects.toMatchObject({
      code: "HOST_READ_FAILED",
      what: expect.stringContaining("closed"),
    });
  });

  it("finds system tools when the user's PATH leaves them out", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      expect((await host.probe({ argv: ["sh", "-c", "echo $LC_ALL"] })).stdout).toBe("C\n");
    } finally {
      process.env["PATH"] = path;
    }
  });
});
