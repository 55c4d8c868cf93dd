import fc from "fast-check";
import { expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { memoryIo } from "../support/memory-io.ts";
import { runs } from "../support/sample.ts";

async function typed(argv: readonly string[], answers: readonly string[] = []) {
  const io = memoryIo({ answers });
  const code = await runCommandLine(["new", ...argv], io);
  return { code, out: io.out(), err: io.err() };
}

const load = (text: string) => loadCluster({ source: { name: "new", text }, strict: true });

test("new makes a file of the flags that apply reads without a word", async () => {
  const flags = [
    "--name",
    "demo",
    "--control-planes",
    "10.0.0.11,10.0.0.12,cp9=fd00::13",
    "--workers",
    "web1=10.0.0.21",
  ];
  const { code, out, err } = await typed([
    ...flags,
    "--user",
    "ubuntu",
    "--control-plane-endpoint",
    "api.example.com:6443",
  ]);
  expect([code, err]).toEqual([0, ""]);
  await expect(out).toMatchFileSnapshot("../golden/screens/new.yaml");
  const { intent, warnings } = load(out);
  expect(warnings).toEqual([]);
  expect(intent.nodes.map(({ name, role, address }) => `${name} ${role} ${address}`)).toEqual([
    "cp1 control-plane 10.0.0.11",
    "cp2 control-plane 10.0.0.12",
    "cp9 control-plane fd00::13",
    "web1 worker 10.0.0.21",
  ]);
});

test("new makes the same file of answers", async () => {
  const answered = await typed([], ["10.0.0.11 10.0.0.12, 10.0.0.13", "10.0.0.21", "ubuntu", "api.example.com"]);
  const flagged = await typed([
    "--control-planes=10.0.0.11,10.0.0.12,10.0.0.13",
    "--workers=10.0.0.21",
    "--user=ubuntu",
    "--control-plane-endpoint=api.example.com",
  ]);
  expect(answered).toEqual(flagged);
  expect(answered.code).toBe(0);
});

test("new without an answer says what is missing, and asks nothing further", async () => {
  const { code, out, err } = await typed([]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("--control-planes 10.0.0.11");
});

test.each([
  ["--control-planes=10.0.0.999", "10.0.0.999"],
  ["--control-planes=10.0.0.11,10.0.0.11", "10.0.0.11"],
  ["--pod-network-cidr=nonsense", "podSubnet"],
  ["--control-plane-endpoint=https://x", "controlPlaneEndpoint"],
])("new refuses %s, and prints no file", async (flag, named) => {
  const { code, out, err } = await typed(["--control-planes=10.0.0.12", flag]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(named);
});

test("whatever new is told, it prints a file that says just that, or refuses", async () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom("no", "1e3", "0x10", "null", "~", "a: b", "[", "#"),
  );
  await fc.assert(
    fc.asyncProperty(word, word, async (name, user) => {
      const { code, out } = await typed(["--control-planes=10.0.0.11", `--name=${name}`, `--user=${user}`]);
      expect([0, 2]).toContain(code);
      if (code !== 0) return;
      const { intent } = load(out);
      expect(intent.name).toBe(name.trim().toLowerCase());
      expect(intent.nodes[0]?.ssh.user).toBe(user);
    }),
    runs(200),
  );
});
