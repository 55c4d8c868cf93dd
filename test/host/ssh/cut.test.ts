import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KubewrightError } from "../../../src/errors.ts";
import { textState } from "../../../src/host/file-state.ts";
import type { FileWrite } from "../../../src/host/host.ts";
import { openSshHost } from "../../../src/host/ssh.ts";
import { startCuttingProxy } from "../../support/cutting-proxy.ts";
import { type Sshd, startSshd } from "../../support/sshd.ts";
import { symlinkState } from "../../support/symlink-state.ts";

let sshd: Sshd;
let root = "";
beforeAll(async () => {
  sshd = await startSshd();
  root = await mkdtemp("/var/tmp/kubewright-cut-");
});
afterAll(async () => {
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
  await rm(`${root}.lock`, { force: true });
});

const contents = ["a little\n", "x".repeat(40_000), "y".repeat(3000), ""];

/** Files that are replaced, a directory that is missing, a link between two groups of files. */
function writes(): readonly FileWrite[] {
  const [a = "", b = "", c = "", d = ""] = contents.map((content, n) => `new ${n}\n${content}`);
  return [
    { path: `${root}/a`, state: textState(a, 0o600) },
    { path: `${root}/b`, state: textState(b) },
    { path: `${root}/link`, state: symlinkState("a") },
    { path: `${root}/deep/c`, state: textState(c) },
    { path: `${root}/d`, state: textState(d, 0o755) },
  ];
}

async function begin(): Promise<void> {
  await rm(root, { recursive: true, force: true });
  await rm(root, { force: true });
  const { mkdir } = await import("node:fs/promises");
  await mkdir(root);
  for (const name of ["a", "b", "d"]) await writeFile(join(root, name), `old ${name}`);
}

/** One run: lock, look, write, look. */
async function run(port: number): Promise<void> {
  const ssh = sshd.run({ configFile: join(sshd.directory, "cut-config") });
  const host = await openSshHost({ ...sshd.target(), port }, ssh);
  try {
    const held = await host.hold(`${root}.lock`, "the test");
    await host.read([`${root}/a`, `${root}/b`]);
    await host.write(writes());
    await host.run({ argv: ["true"] });
    await held.release();
  } finally {
    await host.close();
  }
}

/** Every file is the old one or the new one. */
async function isWhole(): Promise<void> {
  for (const { path, state } of writes()) {
    if (state?.type !== "file") continue;
    const name = path.slice(root.length + 1);
    const text = await readFile(path, "utf8").catch(() => null);
    expect([name === "deep/c" ? null : `old ${name}`, state.content]).toContain(text);
    if (text === state.content) expect((await stat(path)).mode & 0o7777).toBe(state.mode);
  }
}

async function isDone(): Promise<void> {
  expect((await readdir(root)).sort()).toEqual(["a", "b", "d", "deep", "link"]);
  expect(await readdir(`${root}/deep`)).toEqual(["c"]);
  for (const { path, state } of writes()) {
    if (state?.type === "file") expect(await readFile(path, "utf8")).toBe(state.content);
  }
}

describe("a connection that is cut", () => {
  it("at fifty random bytes: a clear error, nothing half-written, and the next run finishes", async () => {
    await writeFile(
      join(sshd.directory, "cut-config"),
      `HostKeyAlias target\nUserKnownHostsFile ${sshd.directory}/cut-known\n`,
    );
    const key = await readFile(join(sshd.directory, "host_key.pub"), "utf8");
    await writeFile(join(sshd.directory, "cut-known"), `target ${key}`);
    await begin();
    const whole = await startCuttingProxy(sshd.port);
    await run(whole.port);
    await isDone();
    const total = whole.passed();
    whole.close();
    expect(total).toBeGreaterThan(40_000);

    // Small numbers are cuts within the login, of which there are fewer bytes than of the rest.
    const position = fc.oneof(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: 1, max: total - 1 }));
    await fc.assert(
      fc.asyncProperty(position, async (bytes) => {
        await begin();
        const proxy = await startCuttingProxy(sshd.port, bytes);
        const failed = await run(proxy.port).then(
          () => null,
          (error: unknown) => error,
        );
        proxy.close();
        // A cut within the farewell comes when all is done.
        if (failed === null) await isDone();
        else {
          expect(failed).toBeInstanceOf(KubewrightError);
          expect(failed).toMatchObject({
            code: expect.stringMatching(/^HOST_(UNREACHABLE|CONNECTION_LOST)$/),
            node: "n1",
            exitCode: 4,
            next: expect.stringMatching(/./),
          });
        }
        await isWhole();
        // The machine frees the lock when it has seen the end of the connection.
        await expect
          .poll(
            () =>
              run(sshd.port).then(
                () => "done",
                (error: KubewrightError) => error.code,
              ),
            { timeout: 10_000 },
          )
          .toBe("done");
        await isDone();
      }),
      { numRuns: 50, endOnFailure: true },
    );
  }, 300_000);

  it("fails what is under way and all that comes after, at once", async () => {
    const proxy = await startCuttingProxy(sshd.port);
    const ssh = sshd.run({ configFile: join(sshd.directory, "cut-config") });
    const host = await openSshHost({ ...sshd.target(), port: proxy.port }, ssh);
    const stream = await host.dial({ port: sshd.port });
    const ended = new Promise((resolve) => stream.once("error", resolve));
    const running = host.run({ argv: ["sleep", "30"] });
    expect(host.lost?.()).toBe(null);
    const gone = expect(running).rejects.toMatchObject({ code: "HOST_CONNECTION_LOST", node: "n1" });
    await host.run({ argv: ["true"] });
    proxy.close();
    await gone;
    expect(await ended).toMatchObject({ code: "ECONNRESET" });
    expect(host.lost?.()).toMatchObject({ code: "HOST_CONNECTION_LOST", node: "n1" });
    await expect(host.probe({ argv: ["true"] })).rejects.toMatchObject({ code: "HOST_CONNECTION_LOST" });
    await expect(host.read(["/etc/hostname"])).rejects.toMatchObject({ code: "HOST_CONNECTION_LOST" });
    await expect(host.dial({ port: 1 })).rejects.toMatchObject({ code: "ECONNRESET" });
    await host.close();
  });

  it("leaves no command running past its deadline", async () => {
    const proxy = await startCuttingProxy(sshd.port);
    const ssh = sshd.run({ configFile: join(sshd.directory, "cut-config") });
    const host = await openSshHost({ ...sshd.target(), port: proxy.port }, ssh);
    const mark = join(root, "survived");
    const running = host.run({ argv: ["sh", "-c", `sleep 2; touch ${mark}`], timeoutMs: 1000 }).catch(() => {});
    await host.run({ argv: ["true"] });
    proxy.close();
    await running;
    const direct = await openSshHost(sshd.target(), sshd.run());
    await expect
      .poll(
        async () => (await direct.probe({ argv: ["pgrep", "-f", `touch ${mark}`] })).stdout.trim().split("\n").length,
        { timeout: 5000 },
      )
      .toBeLessThanOrEqual(1);
    expect(await readdir(root)).not.toContain("survived");
    await direct.close();
  });
});
