import { beforeEach, describe, expect, it } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import type { EtcdClient } from "../../src/etcd/client.ts";
import type { EtcdMember } from "../../src/etcd/member.ts";
import { etcdAnnouncementStep } from "../../src/phases/etcd-announcement.ts";
import type { EtcdMembership } from "../../src/phases/etcd-membership.ts";
import { FakeCri } from "../support/fake-cri.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, phaseOf } from "../support/run-plan.ts";

const socket = "/run/containerd/containerd.sock";
const running = 1;
let cri: FakeCri;
let host: MemoryHost;

beforeEach(() => {
  cri = new FakeCri();
  host = new MemoryHost("cp2");
  host.serve({ socket }, cri.accept);
  const pods = [
    ["etcd", "etcd-cp2"],
    ["kube-apiserver", "kube-apiserver-cp2"],
    ["etcd", "etcd-of-somebody-else"],
  ] as const;
  for (const [name, podName] of pods) {
    cri.containers.set(podName, { id: podName, sandboxId: podName, name, podName, state: running });
  }
});

function isRunning(id: string): boolean {
  return cri.containers.get(id)?.state === running;
}

/** A member of this host that serves when `serves` says so. */
function memberThat(serves: () => boolean, own: Partial<EtcdMember>): EtcdMembership {
  const self = { id: "2", name: "cp2", peerUrls: ["https://10.0.0.12:2380"], clientUrls: [], isLearner: true, ...own };
  const cluster: Pick<EtcdClient, "members"> = { members: async () => ({ clusterId: "1", members: [self] }) };
  const local: Pick<EtcdClient, "status"> = {
    status: async () => {
      if (!serves()) throw new KubewrightError("ETCD_TIMEOUT", { what: "no TLS answer in time", next: "" });
      return { version: "3.6.8", dbSize: 1, leader: "1", isLearner: self.isLearner, errors: [] } as never;
    },
  };
  return {
    name: "cp2",
    address: "10.0.0.12",
    dataDir: "/var/lib/etcd",
    open: async () => cluster as EtcdClient,
    openLocal: async () => local as EtcdClient,
    timeoutMs: 5_000,
  };
}

describe("a learner that does not serve", () => {
  it("is started once more, and nothing else is", async () => {
    const member = memberThat(() => !isRunning("etcd-cp2"), {});
    const { result } = await applyOn(phaseOf(etcdAnnouncementStep(member, `unix://${socket}`)), host);
    expect(result.changed).toBe(1);
    expect([...cri.containers.keys()].filter((id) => !isRunning(id))).toEqual(["etcd-cp2"]);
  });
});

describe("nothing is started again", () => {
  it("when the learner serves", async () => {
    const { result } = await applyOn(
      phaseOf(
        etcdAnnouncementStep(
          memberThat(() => true, {}),
          socket,
        ),
      ),
      host,
    );
    expect([result.changed, isRunning("etcd-cp2")]).toEqual([0, true]);
  });

  it("when the member votes already: etcd would miss it", async () => {
    const member = memberThat(() => false, { isLearner: false });
    const { result } = await applyOn(phaseOf(etcdAnnouncementStep(member, socket)), host);
    expect([result.changed, isRunning("etcd-cp2")]).toEqual([0, true]);
  });

  it("when etcd does not know the member", async () => {
    const member = memberThat(() => false, { peerUrls: ["https://10.0.0.99:2380"] });
    const { result } = await applyOn(phaseOf(etcdAnnouncementStep(member, socket)), host);
    expect([result.changed, isRunning("etcd-cp2")]).toEqual([0, true]);
  });
});
