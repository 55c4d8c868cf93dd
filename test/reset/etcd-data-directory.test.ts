import { expect, test } from "vitest";
import { etcdDataDirectory } from "../../src/reset/etcd-data-directory.ts";
import { MemoryHost } from "../support/memory-host.ts";

const manifest = "/etc/kubernetes/manifests/etcd.yaml";
const naming = (directory: string) =>
  new MemoryHost().put(
    manifest,
    `spec:
  containers: [{command: [etcd, ${JSON.stringify(`--data-dir=${directory}`)}]}]
  volumes: [{name: etcd-data, hostPath: {path: ${JSON.stringify(directory)}}}]
`,
  );

test.each(["/srv/etcd/data", "/srv/etcd data"])("the manifest says that etcd's data are in %s", async (directory) => {
  expect(await etcdDataDirectory(naming(directory))).toBe(directory);
});

test("a manifest that mounts no etcd-data has it in its arguments", async () => {
  const renamed = new MemoryHost().put(manifest, 'spec: {containers: [{command: [etcd, "--data-dir=/srv/etcd"]}]}');
  expect(await etcdDataDirectory(renamed)).toBe("/srv/etcd");
});

test("a manifest that cannot be read is one of the usual place", async () => {
  expect(await etcdDataDirectory(new MemoryHost().put(manifest, "spec: ["))).toBe("/var/lib/etcd");
});

test.each(["/", "/etc", "/srv/../etc", "etcd/data"])("the directory %s is not believed", async (directory) => {
  expect(await etcdDataDirectory(naming(directory))).toBe("/var/lib/etcd");
});

test("where no static Pod runs etcd, nobody's data are the cluster's", async () => {
  expect(await etcdDataDirectory(new MemoryHost().put("/var/lib/etcd/member/wal/0.wal", "data"))).toBeNull();
});
