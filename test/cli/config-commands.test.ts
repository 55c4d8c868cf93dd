import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { memoryIo } from "../support/memory-io.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines } from "../support/memory-machine/sample-cluster.ts";

const directory = mkdtempSync(join(tmpdir(), "kubewright-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const there = join(directory, "discovery.conf");
const absent = join(directory, "absent.conf");
writeFileSync(there, "");

function joinWith(discoveryFile: string): string {
  return `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {file: {kubeConfigPath: ${discoveryFile}}, tlsBootstrapToken: abcdef.0123456789abcdef}
`;
}

test("config validate looks whether the discovery file is there, as kubeadm's does", async () => {
  for (const [path, code] of [
    [there, 0],
    [absent, 2],
    ["https://example.com/discovery.conf", 0],
  ] as const) {
    const io = memoryIo({ input: joinWith(path) });
    expect([path, await runCommandLine(["config", "validate", "--config", "-"], io)]).toEqual([path, code]);
    if (code !== 0) expect(io.err()).toContain(`"${absent}" is not there`);
  }
});

test("config images list takes flags beside a file and does not heed them, as kubeadm does, and says so", async () => {
  const { cp1 } = blankMachines();
  const input = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.3\n";
  const words = ["config", "images", "list", "--config", "-"];
  const alone = await kubewright(cp1, words, { input });
  const beside = await kubewright(cp1, [...words, "--image-repository", "mirror.example.com"], { input });
  expect([beside.code, beside.out]).toEqual([0, alone.out]);
  expect(alone.err).not.toContain("--config");
  expect(beside.err).toContain("--image-repository");
});

test("config migrate looks whether the discovery file is there, and writes nothing when it is not", async () => {
  const { w1 } = blankMachines();
  const output = join(directory, "new.yaml");
  const words = ["config", "migrate", "--old-config", "-"];
  expect((await kubewright(w1, words, { input: joinWith(there) })).out).toContain(`kubeConfigPath: ${there}`);
  const refused = await kubewright(w1, [...words, "--new-config", output], { input: joinWith(absent) });
  expect([refused.code, refused.effects, existsSync(output)]).toEqual([2, [], false]);
});

test("a warning about a file moves no cursor", async () => {
  const { cp1 } = blankMachines();
  const kinds = ["ClusterConfiguration", "\\e[2JKind"].map((kind, index) => {
    const apiVersion = index === 0 ? "kubeadm.k8s.io/v1beta4" : "example.com/v1";
    return `apiVersion: ${apiVersion}\nkind: "${kind}"\n`;
  });
  const { err } = await kubewright(cp1, ["config", "images", "list", "--config", "-"], { input: kinds.join("---\n") });
  expect(err).toContain("Warning: standard input:4:1: Kind (example.com/v1) is ignored here");
});
