import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { textState } from "../../../src/host/file-state.ts";
import { openSshHost } from "../../../src/host/ssh.ts";
import { type Sshd, startSshd } from "../../support/sshd.ts";

let sshd: Sshd;
let root = "";
beforeAll(async () => {
  // A /run of its own: other tests write on this machine too.
  sshd = await startSshd({
    mounts:
      "mount -t tmpfs none /run/kubewright 2>/dev/null || { mkdir -p /run/kubewright; mount -t tmpfs none /run/kubewright; }",
  });
  root = await mkdtemp("/var/tmp/kubewright-order-");
});
afterAll(async () => {
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
});

it("a write waits for one that a lost connection left behind", async () => {
  const host = await openSshHost(sshd.target(), sshd.run());
  await host.run({ argv: ["mkdir", "-p", "/run/kubewright"] });
  const script = "exec 8>>/run/kubewright/writing; flock 8; echo locked; cat >/dev/null";
  const other = spawn("nsenter", ["-m", "-t", `${sshd.pid}`, "sh", "-c", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  const written = host.write([{ path: `${root}/f`, state: textState("late") }]).then(() => "written");
  // As many commands as a write has, and more, are done meanwhile.
  for (let n = 0; n < 10; n += 1) await host.probe({ argv: ["true"] });
  await expect(readFile(`${root}/f`, "utf8")).rejects.toMatchObject({ code: "ENOENT" });
  other.stdin.end();
  expect(await written).toBe("written");
  expect(await readFile(`${root}/f`, "utf8")).toBe("late");
  await host.close();
});
