import { expect, test } from "vitest";
import { walMetadata } from "../../src/etcd/wal-metadata.ts";
import { cutOffLog } from "../support/memory-machine/etcd-log.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const log = "wal/0000000000000000-0000000000000000.wal";

test("init finishes after a power failure in the first moments of etcd, and keeps what etcd left", async () => {
  const { cp1 } = blankMachines();
  const whole = await kubewright(blankMachines().cp1, initWords, { input: initConfig });
  const etcdStarts = whole.effects.findIndex((effect) => /^run systemctl (re)?start .*kubelet/.test(effect)) + 1;
  expect(etcdStarts).toBeGreaterThan(0);
  await kubewright(cp1, initWords, { input: initConfig, cutAfter: etcdStarts, cut: "power" });
  const path = `/var/lib/etcd/member/${log}`;
  const owner = walMetadata(Buffer.from(cp1.host.text(path) ?? "", "hex"));
  if (owner === null) throw new Error("etcd had not started when the power failed");
  cp1.host.put(path, cutOffLog(owner), 0o600);
  cp1.network.stores.clear();
  cp1.boot();
  const authority = cp1.host.text("/etc/kubernetes/pki/ca.crt");

  const again = await kubewright(cp1, initWords, { input: initConfig });
  expect(again.code, again.err).toBe(0);
  expect((again.out + again.err).replace(/\s+/g, ""), again.out + again.err).toContain(
    "/var/lib/etcd/member.cut-off-1",
  );
  expect(cp1.host.text(`/var/lib/etcd/member.cut-off-1/${log}`)).toBe(cutOffLog(owner));
  expect(cp1.host.text("/etc/kubernetes/pki/ca.crt")).toBe(authority);
  expect(cp1.unit("kubelet.service")?.running).toBe(true);

  const third = await kubewright(cp1, initWords, { input: initConfig });
  expect(third.effects).toEqual([]);
  expect(third.code).toBe(0);
}, 60_000);
