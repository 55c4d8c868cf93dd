import { execFileSync } from "node:child_process";
import type { LabHost } from "../../../lab/host/lab-host.ts";
import { until } from "../../../lab/wait.ts";

/** Somebody may log in as `ops` with root's keys, whose sudo wants this password. */
export async function addOperator(host: LabHost, password: string): Promise<void> {
  const hash = execFileSync("openssl", ["passwd", "-5", "-stdin"], { input: password }).toString().trim();
  await host.must(`set -e
useradd -m -s /bin/bash -p '${hash}' ops
install -d -o ops -m 700 /home/ops/.ssh
install -o ops -m 600 /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
echo 'ops ALL=(ALL) ALL' >/etc/sudoers.d/ops`);
}

/** The host's sshd forwards nothing any more. */
export async function forbidForwarding(host: LabHost): Promise<void> {
  await host.must(`set -e
grep -q sshd_config.d /etc/ssh/sshd_config
printf 'AllowTcpForwarding no\\nAllowStreamLocalForwarding no\\n' >/etc/ssh/sshd_config.d/00-test.conf
systemctl restart ssh`);
}

/** What node reads before the program: its clock is two hours ahead from then on. */
export const twoHoursAhead = `const RealDate = Date;
const now = () => RealDate.now() + 2 * 3600_000;
globalThis.Date = class extends RealDate {
  constructor(...parts) { parts.length === 0 ? super(now()) : super(...parts); }
  static now = now;
};`;

const slowStart = "/run/systemd/system/kubelet.service.d/99-slow.conf";

/** The host's kubelet is stopped, and whoever starts it waits, until `letStart`. */
export async function keepFromStarting(host: LabHost): Promise<void> {
  const lines = "[Service]\\nTimeoutStartSec=infinity\\nExecStartPre=/bin/sleep infinity\\n";
  await host.must(`mkdir -p ${slowStart.replace(/\/[^/]*$/, "")} && printf '${lines}' >${slowStart}
systemctl daemon-reload && systemctl stop kubelet`);
}

export async function letStart(host: LabHost): Promise<void> {
  await host.must(`rm ${slowStart} && systemctl daemon-reload && systemctl stop kubelet`);
}

/** Somebody waits for the host's kubelet. */
export async function isStarting(host: LabHost): Promise<void> {
  const activating = async () => (await host.exec("systemctl is-active kubelet")).stdout.trim() === "activating";
  await until(`the kubelet of ${host.name} is started`, activating, { everyMs: 20 });
}

/** etcd of these hosts neither works nor ends; where it is most of them every API server is slow. */
export async function freezeEtcd(hosts: readonly LabHost[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.must("pkill -STOP -x etcd")));
}

export async function thawEtcd(hosts: readonly LabHost[]): Promise<void> {
  await Promise.all(hosts.map((host) => host.must("pkill -CONT -x etcd")));
}

/** Returns when the host's API server answers 500 to who asks for its health. */
export async function apiServerAnswers500(host: LabHost): Promise<void> {
  const command = ["curl", "-sk", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", "https://localhost:6443/livez"];
  await until("the API server answers 500", async () => (await host.must(command)) === "500");
}

/** One request of an administrator at a time is served; others are answered 429. */
const crowd = `apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: PriorityLevelConfiguration
metadata: {name: crowd}
spec:
  type: Limited
  limited: {nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0, limitResponse: {type: Reject}}
---
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: FlowSchema
metadata: {name: crowd}
spec:
  matchingPrecedence: 2
  priorityLevelConfiguration: {name: crowd}
  rules:
  - subjects: [{kind: Group, group: {name: "kubeadm:cluster-admins"}}]
    resourceRules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"], clusterScope: true, namespaces: ["*"]}]
`;
const superAdmin = "/etc/kubernetes/super-admin.conf";
const asRoot = ["kubectl", `--kubeconfig=${superAdmin}`];

/** The API servers answer an administrator who asks two things at once 429, until `disperse`; the one whom they never turn away is gone from the first control plane, as where the file was put into a safe. */
export async function gatherCrowd(first: LabHost): Promise<void> {
  await first.must([...asRoot, "apply", "-f", "-"], { stdin: crowd });
  await first.must(["rm", superAdmin]);
}

export async function disperse(first: LabHost): Promise<void> {
  await first.must([...asRoot, "delete", "-f", "-"], { stdin: crowd });
}

/** How often these hosts' API servers have answered 429 for the crowd. */
export async function turnedAway(first: LabHost, hosts: readonly LabHost[]): Promise<number> {
  const texts = await Promise.all(
    hosts.map(({ address }) => first.must([...asRoot, `--server=https://${address}:6443`, "get", "--raw", "/metrics"])),
  );
  const counts = texts.flatMap((text) => [
    ...text.matchAll(/^apiserver_flowcontrol_rejected_requests_total\{.*priority_level="crowd".*\} (\d+)$/gm),
  ]);
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
