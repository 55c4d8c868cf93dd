import { afterAll, beforeAll, expect, it } from "vitest";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { apiServerReady } from "../../lab/cluster/waits.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { until } from "../../lab/wait.ts";
import { freshHosts, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("cut-off");
const init = "init --config /root/kubeadm.yaml";
const log = "wal/0000000000000000-0000000000000000.wal";

beforeAll(() => freshHosts(lab, ["c1"]));
afterAll(() => lab.down());

it("init finishes where etcd was cut off before the first write to its log, and keeps what it left", async () => {
  const host = lab.host("c1");
  await stopAtFirstStart(host);
  const authority = await host.read("/etc/kubernetes/pki/ca.crt");

  const again = await kubewright(host, init);
  expect(again.code, outputOf(again)).toBe(0);
  expect(outputOf(again).replace(/\s+/g, " ")).toContain("/var/lib/etcd/member.cut-off-1");
  await host.must(`test -e /var/lib/etcd/member.cut-off-1/${log}`);
  expect(await host.read("/etc/kubernetes/pki/ca.crt")).toBe(authority);
  await apiServerReady(host);
  expect(await etcdNames(host)).toEqual(["c1"]);

  const third = await kubewright(host, init);
  expect(third.code, outputOf(third)).toBe(0);
  expect(third.stdout).toContain("Nothing to change");
}, 900_000);

/** Ends `init` when etcd has its log, and leaves what etcd writes before it names its members: the first 80 bytes of the log, and nothing in the database. */
async function stopAtFirstStart(host: LabHost): Promise<void> {
  const run = await host.start(["kubewright", ...init.split(" ")], { timeoutMs: 600_000 });
  const begun = async () => (await host.exec(`test -e /var/lib/etcd/member/${log}`)).code === 0;
  await until("etcd has a log", begun, { deadlineMs: 300_000, everyMs: 20 });
  await run.kill("SIGKILL");
  await run.done;
  await host.must(`systemctl stop kubelet; pkill -9 -x kube-apiserver; pkill -9 -x etcd
    cd /var/lib/etcd/member && rm snap/db && truncate -s 80 ${log} && truncate -s 64000000 ${log} && systemctl start kubelet`);
  const panics = "grep -qs 'failed to find local ID in cluster members' /var/log/pods/kube-system_etcd-*/etcd/*.log";
  await until("etcd panics", async () => (await host.exec(panics)).code === 0, { deadlineMs: 300_000, everyMs: 500 });
}
