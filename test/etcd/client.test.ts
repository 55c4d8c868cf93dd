import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EtcdClient, etcdClient } from "../../src/etcd/client.ts";
import { initialClusterMembers } from "../../src/etcd/initial-cluster.ts";
import { etcdHealthy, etcdMemberStarted } from "../../src/etcd/waits.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeEtcd } from "../support/fake-etcd.ts";
import { FakeEtcdCluster } from "../support/fake-etcd-cluster.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const authority = testAuthority("etcd-ca");
const own = "https://10.0.0.2:2380";
const view = dialView();
let cluster: FakeEtcdCluster;
let etcd: FakeEtcd;
let client: EtcdClient;
const open = async () => client;

beforeAll(async () => {
  etcd = new FakeEtcd(new FakeEtcdCluster(), authority);
  await etcd.listen();
});
afterAll(() => etcd.stop());
beforeEach(() => {
  cluster = etcd.cluster;
  cluster.members.splice(0);
  cluster.put("cp1", "https://10.0.0.1:2380", { clientUrl: "https://10.0.0.1:2379" });
  Object.assign(cluster, { hasQuorum: true, inSync: true });
  client?.close();
  client = clientTo([etcd.port]);
});

function clientTo(ports: readonly number[], by = authority): EtcdClient {
  const { cert, key } = testCertificate(by, { commonName: "kube-etcd-healthcheck-client", usages: ["client"] });
  const servers = ports.map((port) => ({ host: "127.0.0.1", port }));
  return etcdClient({ view, servers, ca: authority.cert, cert, key, deadlineMs: 2_000 });
}

describe("an etcd client", () => {
  test("adds a learner, waits for it, promotes it and removes it", async () => {
    const { added, members } = await client.addLearner(own);
    expect(added).toMatchObject({ name: "", isLearner: true, peerUrls: [own] });
    expect(
      initialClusterMembers(members, { name: "cp2", peerUrl: own })
        .map((one) => one.name)
        .sort(),
    ).toEqual(["cp1", "cp2"]);
    expect(await etcdMemberStarted(open, own).read(view)).toMatchObject({ done: false });
    await expect(client.promote(added.id)).rejects.toMatchObject({ code: "ETCD_NOT_IN_SYNC" });
    cluster.started(own, "cp2");
    expect(await etcdMemberStarted(open, own).read(view)).toMatchObject({ done: true });
    expect((await client.members()).members.find(({ id }) => id === added.id)?.isLearner).toBe(true);
    await client.promote(added.id);
    expect((await client.members()).members.find(({ id }) => id === added.id)?.isLearner).toBe(false);
    await expect(client.promote(added.id)).rejects.toMatchObject({ code: "ETCD_NOT_LEARNER" });
    await client.update(added.id, ["https://10.0.0.9:2380"]);
    expect((await client.members()).members.map((one) => one.peerUrls[0])).toContain("https://10.0.0.9:2380");
    await client.remove(added.id);
    await expect(client.remove(added.id)).rejects.toMatchObject({ code: "ETCD_NO_SUCH_MEMBER" });
  });

  test("keeps ids of 64 bits whole", async () => {
    expect((await client.members()).members[0]?.id).toMatch(/^92233720368547\d{5}$/);
  });

  test("tells that another host is in the slot for learners", async () => {
    cluster.put("", "https://10.0.0.3:2380", { isLearner: true });
    await expect(client.addLearner(own)).rejects.toMatchObject({ code: "ETCD_TOO_MANY_LEARNERS" });
  });

  test("asks the next member when one does not listen", async () => {
    const other = clientTo([1, etcd.port]);
    expect((await other.members()).members).toHaveLength(1);
    other.close();
    const none = clientTo([1]);
    await expect(none.members()).rejects.toMatchObject({ code: "ETCD_REFUSED", exitCode: 4 });
    none.close();
  });

  test("reads the member list of one member when there is no majority", async () => {
    cluster.hasQuorum = false;
    await expect(client.members()).rejects.toMatchObject({ code: "ETCD_UNHEALTHY" });
    expect((await client.members({ local: true })).members).toHaveLength(1);
    expect(await client.status()).toMatchObject({ leader: "0", version: "3.6.8" });
  });

  test("with a certificate of another authority gets nothing", async () => {
    const stranger = clientTo([etcd.port], testAuthority("other"));
    await expect(stranger.members()).rejects.toMatchObject({ code: expect.stringMatching(/^ETCD_(TLS|UNREACHABLE)$/) });
    stranger.close();
  });

  test("sees when a member is not healthy", async () => {
    expect(await etcdHealthy(open).read(view)).toMatchObject({ done: true });
    etcd.healthy = false;
    expect(await etcdHealthy(open).read(view)).toMatchObject({ done: false });
    etcd.healthy = true;
  });

  test("says that a member gave no answer in time, not that nobody listens where the next one would be", async () => {
    const { cert, key } = testCertificate(authority, {
      commonName: "kube-etcd-healthcheck-client",
      usages: ["client"],
    });
    const dial: typeof view.dial = (target) =>
      "port" in target && target.port === 9 ? new Promise(() => undefined) : view.dial(target);
    const servers = [9, 1].map((port) => ({ host: "127.0.0.1", port }));
    const both = etcdClient({ view: { ...view, dial }, servers, ca: authority.cert, cert, key, deadlineMs: 300 });
    await expect(both.members()).rejects.toMatchObject({ code: "ETCD_TIMEOUT" });
    both.close();
  });

  test("asks the next member for a change when one gives no connection in time: it has heard nothing", async () => {
    const { cert, key } = testCertificate(authority, {
      commonName: "kube-etcd-healthcheck-client",
      usages: ["client"],
    });
    const dark: typeof view = {
      ...view,
      dial: (target) => ("port" in target && target.port === 9 ? new Promise(() => undefined) : view.dial(target)),
    };
    const servers = [9, etcd.port].map((port) => ({ host: "127.0.0.1", port }));
    const both = etcdClient({ view: dark, servers, ca: authority.cert, cert, key, deadlineMs: 300 });
    expect((await both.addLearner(own)).added.peerUrls).toEqual([own]);
    both.close();
  });
});
