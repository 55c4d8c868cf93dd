import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
// @ts-expect-error: the scripts are plain JavaScript
import { installCommand, labLacks, missingPackages, nodeLack } from "../../scripts/machine.mjs";
import { home } from "../support/sources.ts";

const good = {
  platform: "linux",
  arch: "x64",
  isRoot: true,
  node: "20.19.0",
  go: "go version go1.26.1 linux/amd64\n",
  exists: () => true,
};
const words = (lacks: readonly { what: string; next: string }[]) => lacks.map(({ what, next }) => `${what} ${next}`);

describe("a machine for the lab", () => {
  test("lacks nothing when it has all", () => {
    expect([...nodeLack(good), ...labLacks(good), ...missingPackages(good)]).toEqual([]);
  });

  test.each(["18.20.4", "20.18.3"])("is told which Node to install in place of %s", (node) => {
    expect(words(nodeLack({ ...good, node }))).toEqual([
      expect.stringMatching(/^Node .* is too old\. install Node 20\.19 /),
    ]);
  });

  test.each(["", "go version go1.25.9 linux/amd64"])("is told which Go to install in place of '%s'", (go) => {
    expect(words(labLacks({ ...good, go }))).toEqual([expect.stringContaining("install Go 1.26 or newer")]);
  });

  test("whose user is not root is told so, with the packages that root will get", () => {
    const exists = (path: string) => path !== "/usr/bin/fish" && path !== "/usr/sbin/sshd";
    const [told = ""] = words(labLacks({ ...good, isRoot: false, exists }));
    expect(told).toContain("must be root");
    expect(told).toMatch(/run the same command as root; .*: fish, openssh-server$/);
  });

  test("without apt-get is told the names of what is missing", () => {
    const exists = (path: string) => path !== "/usr/bin/apt-get" && path !== "/usr/bin/fish";
    expect(words(labLacks({ ...good, exists }))).toEqual([expect.stringContaining("These are missing: fish")]);
  });

  test("is told everything at once", () => {
    expect(labLacks({ ...good, arch: "arm64", go: "", isRoot: false })).toHaveLength(3);
  });

  test("gets its packages with one command", () => {
    const missing = missingPackages({ exists: (path: string) => !/fish|tcsh/.test(path) });
    expect(installCommand(missing)).toBe("apt-get update && apt-get install -y --no-install-recommends fish tcsh");
  });
});

test.each(["test", "soak"])(
  "npm run %s on a machine without Go says what to install, and its last line counts",
  (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, "scripts", `${name}.mjs`)], {
      encoding: "utf8",
      env: { PATH: "/nonexistent" },
    });
    expect(stderr).toContain("Go is missing");
    expect(stderr).toContain("install Go 1.26 or newer");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(status).toBe(1);
  },
);
