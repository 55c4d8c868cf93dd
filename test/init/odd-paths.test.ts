import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

test("directories may be written with a slash at the end, as a shell completes them, and mean the same without", async () => {
  const { cp1 } = blankMachines();
  const odd = `${initConfig}certificatesDir: /etc/kubernetes/own//pki/\netcd: {local: {dataDir: /srv/./etcd/}}\n`;
  const made = await kubewright(cp1, initWords, { input: odd });
  expect([made.code, made.err]).toEqual([0, ""]);
  expect(cp1.host.text("/etc/kubernetes/own/pki/etcd/ca.crt")).toContain("BEGIN CERTIFICATE");
  expect(cp1.host.text("/etc/kubernetes/manifests/etcd.yaml")).toContain("--data-dir=/srv/etcd\n");
  const plain = odd.replace("own//pki/", "own/pki").replace("/srv/./etcd/", "/srv/etcd");
  const again = await kubewright(cp1, initWords, { input: plain });
  expect([again.code, again.effects]).toEqual([0, []]);
  const reset = await kubewright(cp1, ["reset", "--force", "--cert-dir", "/etc/kubernetes/own/pki/"]);
  expect(reset.code).toBe(0);
  expect(cp1.host.text("/etc/kubernetes/own/pki/ca.key")).toBeNull();
});
