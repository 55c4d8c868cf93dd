import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuration, forJoins } from "../../lab/cluster/configuration.ts";
import { equip } from "../../lab/cluster/equip.ts";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { initCommand, joinCommand } from "../../lab/cluster/tool-commands.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("ipv6");
const addresses = { cp1: "fd77::11", cp2: "fd77::12", w1: "fd77::21" } as const;
type Name = keyof typeof addresses;
const names = Object.keys(addresses) as readonly Name[];
const endpoint = `[${addresses.cp1}]`;
const patient = { timeoutMs: 600_000 };

/** Takes a host's IPv4 address away and gives it one of IPv6. */
async function withoutIpv4(host: LabHost, name: Name): Promise<void> {
  const known = names.map((other) => `${addresses[other]} ${other}`).join("\n");
  await host.write("/etc/hosts", `127.0.0.1 localhost\n::1 localhost\n${known}\n`);
  await host.must(`set -e
ip -4 address flush dev eth0
ip -6 address add ${addresses[name]}/64 dev eth0 nodad
ip -6 route add default via fd77::1 dev eth0
sysctl -qw net.ipv6.conf.all.forwarding=1`);
}

beforeAll(async () => {
  await Promise.all([buildProduct(), lab.down()]);
  const hosts = await lab.up(names);
  const text = await configuration(forJoins(endpoint));
  const subnets = "podSubnet: fd00:10:244::/56\n  serviceSubnet: fd00:10:96::/112";
  await equip(hosts, text.replace("podSubnet: 10.244.0.0/16", subnets));
  await Promise.all(names.map((name) => withoutIpv4(lab.host(name), name)));
});

afterAll(() => lab.down());

describe("hosts without IPv4", () => {
  it("get a control plane, and a second init has nothing to do", async () => {
    const cp1 = lab.host("cp1");
    const first = await cp1.exec(initCommand("kubewright"), patient);
    expect(first.code, outputOf(first)).toBe(0);
    expect(first.stdout).toContain(`kubewright join ${endpoint}:6443`);
    const second = await cp1.exec(initCommand("kubewright"), patient);
    expect(second.stdout, outputOf(second)).toContain("Nothing to change");
  });

  it("join it, as control plane by kubewright and as worker by kubeadm", async () => {
    const [cp1, cp2, w1] = names.map((name) => lab.host(name)) as [LabHost, LabHost, LabHost];
    const joins = await Promise.all([
      cp2.exec(joinCommand("kubewright", endpoint, "control-plane"), patient),
      w1.exec(joinCommand("kubeadm", endpoint, "worker"), patient),
    ]);
    for (const join of joins) expect(join.code, outputOf(join)).toBe(0);
    const told =
      '-o=jsonpath={range .items[*]}{.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}\n{end}';
    expect(await kubectl(cp1, ["get", "nodes", told])).toBe(
      names.map((name) => `${name} ${addresses[name]}\n`).join(""),
    );
    expect(await etcdNames(cp1)).toEqual(["cp1", "cp2"]);
  });

  it("leave it again, with their etcd member", async () => {
    const reset = await kubewright(lab.host("cp2"), "reset --force");
    expect(reset.code, outputOf(reset)).toBe(0);
    expect(await etcdNames(lab.host("cp1"))).toEqual(["cp1"]);
  });
});
