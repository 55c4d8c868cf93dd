import type { LabHost } from "../host/lab-host.ts";

/** A member of etcd as etcdctl tells it. */
export interface LabEtcdMember {
  /** Empty until a member that was added has started. */
  readonly name: string;
  readonly isLearner: boolean;
}

/** The members of a control plane's etcd, sorted by name. */
export async function etcdMembers(host: LabHost): Promise<readonly LabEtcdMember[]> {
  const pki = "/etc/kubernetes/pki/etcd";
  const trust = [`--cacert=${pki}/ca.crt`, `--cert=${pki}/server.crt`, `--key=${pki}/server.key`];
  const answer = await host.must([
    "etcdctl",
    "--endpoints=https://localhost:2379",
    ...trust,
    "member",
    "list",
    "--write-out=json",
  ]);
  const { members }: { members: readonly { name?: string; isLearner?: boolean }[] } = JSON.parse(answer);
  return members
    .map(({ name = "", isLearner = false }) => ({ name, isLearner }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The names of etcd's voters and learners, sorted. */
export async function etcdNames(host: LabHost): Promise<readonly string[]> {
  return (await etcdMembers(host)).map(({ name }) => name);
}
