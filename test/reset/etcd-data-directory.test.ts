import { expect, test } from "vitest";
import { etcdDataDirectory } from "../../src/reset/etcd-data-directory.ts";
import { MemoryHost } from "../support/memory-host.ts";

const manifest = "/etc/kubernetes/manifests/etcd.yaml";
const naming = (directory: string) =>
  new MemoryHost().put(manifest, `    - --data-dir=${directory}\n    - --name=cp1\n`);

test("the manifest says where etcd's data are", async () => {
  expect(await etcdDataDirectory(naming("/srv/etcd/data"))).toBe("/srv/etcd/data");
});

test("the manifest may have it in quotes", async () => {
  const quoted = new MemoryHost().put(manifest, '    - "--data-dir=/srv/etcd"\n');
  expect(await etcdDataDirectory(quoted)).toBe("/srv/etcd");
});

test.each(["/", "/etc", "/srv/../etc", "etcd/data"])("the directory %s is not believed", async (directory) => {
  expect(await etcdDataDirectory(naming(directory))).toBe("/var/lib/etcd");
});

test("where no static Pod runs etcd, nobody's data are the cluster's", async () => {
  expect(await etcdDataDirectory(new MemoryHost().put("/var/lib/etcd/member/wal/0.wal", "data"))).toBeNull();
});
