import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadNamedConfig, loadSshConfig } from "../../../src/host/ssh/config-files.ts";
import { resolveHop } from "../../../src/host/ssh/hop.ts";

describe("Include", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "kubewright-config-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const put = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, ".ssh", name)), { recursive: true });
      writeFileSync(join(home, ".ssh", name), text);
    }
  };
  const port = async (alias: string): Promise<number> => {
    const base = join(home, ".ssh");
    const config = await loadSshConfig(join(base, "config"), base, home);
    return resolveHop(config, { alias }, { name: "me", home, environment: {} }).port;
  };

  it("stands where it is written", async () => {
    put({ config: "Include a\nPort 1\n", a: "Port 2\n" });
    expect(await port("n1")).toBe(2);
  });

  it("takes all files of a pattern, sorted, but none with a dot before its name", async () => {
    put({ config: "Include conf.d/*\n", "conf.d/b": "Port 2\n", "conf.d/a": "Port 1\n", "conf.d/.c": "Port 3\n" });
    expect(await port("n1")).toBe(1);
  });

  it("within a Host block counts for that host alone", async () => {
    put({ config: "Host n1\n  Include a\nHost *\n  Port 9\n", a: "Host *\n Port 5\n" });
    expect([await port("n1"), await port("n2")]).toEqual([5, 9]);
  });

  it("of a file that is not there says nothing, with ~ and without", async () => {
    put({ config: "Include ~/nowhere none/*.conf\nPort 4\n" });
    expect(await port("n1")).toBe(4);
  });

  it("of itself is refused", async () => {
    put({ config: "Include config\n" });
    await expect(port("n1")).rejects.toMatchObject({ code: "HOST_SSH_CONFIG_INVALID" });
  });

  it("a file that is a directory is refused with its name", async () => {
    put({ config: "Include d\n", "d/x": "" });
    await expect(port("n1")).rejects.toMatchObject({
      code: "HOST_SSH_CONFIG_INVALID",
      what: expect.stringContaining("/d "),
    });
  });
});

describe("a configuration that somebody named", () => {
  const nowhere = "/nowhere";

  it("must be there, and the error tells how Vagrant's is made", async () => {
    await expect(loadNamedConfig("~/ssh-config", nowhere, nowhere)).rejects.toMatchObject({
      code: "HOST_SSH_CONFIG_INVALID",
      what: "The ssh configuration /nowhere/ssh-config is not there.",
      next: expect.stringContaining("vagrant ssh-config > ssh-config"),
    });
  });

  it("may be none at all, as with ssh -F /dev/null", async () => {
    expect(await loadNamedConfig("/dev/null", nowhere, nowhere)).toEqual([]);
  });
});
