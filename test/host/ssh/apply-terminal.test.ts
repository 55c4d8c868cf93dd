import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MemoryNetwork } from "../../support/memory-machine/memory-network.ts";
import { blankFleet } from "../../support/memory-machine/operator.ts";
import { type SshFleet, sshFleet } from "../../support/memory-machine/ssh-fleet.ts";
import { Screen } from "../../support/screen.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const names = ["cp1", "w1"];
const endOfInput = "\u0004";
const interrupt = "\u0003";
let network: MemoryNetwork;
let fleet: SshFleet;

beforeAll(async () => {
  network = blankFleet(1, 1);
  fleet = await sshFleet(network);
});
afterAll(() => fleet.close());

/** Types `apply` on a terminal of 80 columns, and answers its question when it stands there. */
async function applyOnTerminal(answer: string) {
  const command = `stty cols 80 rows 50; exec node scripts/run-ts.mjs src/main.ts apply -f ${await fleet.file(names)}`;
  const terminal = spawn("script", ["-qec", command, "/dev/null"], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const screen = new Screen(80);
  let isAnswered = false;
  terminal.stdout.on("data", (bytes) => {
    screen.write(String(bytes));
    if (isAnswered || !screen.text().endsWith("(yes/no)")) return;
    isAnswered = true;
    terminal.stdin.write(answer);
  });
  const code = await new Promise((done) => terminal.on("close", done));
  return { code, isAnswered, screen: screen.text() };
}

/** All that is on the machines, and whether there is a cluster. */
const everything = () => ({
  files: network.machines.map(({ host }) => [...host.tree()]),
  clusters: network.stores.size,
});

const notConfirmed = /Nothing was changed, for the plan was not confirmed[\s\S]*\(NOT_CONFIRMED\)$/;

test.each([
  ["n", "n\n", 2, notConfirmed],
  ["nothing but Enter", "\n", 2, notConfirmed],
  ["the end of the input", endOfInput, 2, notConfirmed],
  ["an interrupt", interrupt, 130, /^Interrupted\. /m],
])("apply on a terminal shows the plan and asks; %s changes nothing", async (_, answer, expected, words) => {
  const before = everything();
  const { code, isAnswered, screen } = await applyOnTerminal(answer);
  expect([code, isAnswered]).toEqual([expected, true]);
  expect(screen).toMatch(/\/etc\/kubernetes\/manifests\/kube-apiserver.yaml[\s\S]*Carry this out\? \(yes\/no\)/);
  expect(screen).toMatch(words);
  expect(everything()).toEqual(before);
});

test("y makes the cluster that was shown, and then there is nothing to ask", { timeout: 120_000 }, async () => {
  const made = await applyOnTerminal("y\n");
  expect([made.code, made.isAnswered], made.screen).toEqual([0, true]);
  expect(made.screen).toContain("Cluster lab is founded: 2 nodes");
  expect(network.stores.size).toBe(1);
  expect(network.faults).toEqual([]);
  const again = await applyOnTerminal("y\n");
  expect([again.code, again.isAnswered]).toEqual([0, false]);
  expect(again.screen).toMatch(/Nothing to change/);
});

test("apply -o json is a line of JSON for each event, when and where and what first, and the result at the end", async () => {
  const { code, out } = await fleet.type("apply -o json", names);
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => Object.entries(JSON.parse(line) as object));
  expect(code).toBe(0);
  const end = lines.pop();
  for (const line of lines) expect(line.map(([key]) => key).slice(0, 3)).toEqual(["time", "host", "type"]);
  expect(end?.map(([key]) => key)).toEqual(["time", "type", "cluster", "founded", "changes", "nodes", "durationMs"]);
  expect(Object.fromEntries(end ?? [])).toMatchObject({ type: "result", cluster: "lab", changes: 0, nodes: 2 });
});

test("reset -f --dry-run shows what goes host by host, each host once", async () => {
  const { code, out } = await fleet.type("reset --dry-run", names);
  const headings = out.split("\n").filter((line) => /^(cp1|w1) [a-z]/.test(line));
  expect(code).toBe(0);
  expect(headings).toEqual(["cp1 cleanup-node  This machine is cleaned", "w1 cleanup-node  This machine is cleaned"]);
});
