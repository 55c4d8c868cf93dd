import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InitConfiguration, JoinConfiguration } from "../../src/config/v1beta4.ts";
import { criSocketIn, instanceConfigText, kubeletConfigText, kubeletFiles } from "../../src/manifests/kubelet-files.ts";
import { kubeletFlags, kubeletFlagsText } from "../../src/manifests/kubelet-flags.ts";
import { initKubeletNode, joinKubeletNode } from "../../src/manifests/kubelet-node.ts";
import { kubelet, kubeletNode } from "../golden/observed-cluster.ts";
import { anyText } from "../support/any-text.ts";

const registration = {
  name: "n1",
  criSocket: "unix:///run/containerd/containerd.sock",
  taints: undefined,
  kubeletExtraArgs: [],
  ignorePreflightErrors: [],
  imagePullPolicy: "IfNotPresent",
  imagePullSerial: true,
} as const;
const endpoint = { advertiseAddress: "10.0.0.5", bindPort: 6443, advertiseAddressGiven: true };
const gates = { featureGates: {} };
const machine = { hostname: "n1" };

function init(change: Partial<InitConfiguration>): InitConfiguration {
  return { nodeRegistration: registration, localAPIEndpoint: endpoint, ...change } as InitConfiguration;
}

function join(change: Partial<JoinConfiguration>): JoinConfiguration {
  return { nodeRegistration: registration, controlPlane: undefined, ...change } as JoinConfiguration;
}

describe("flags of a kubelet", () => {
  test("an address that was given becomes --node-ip", () => {
    expect(kubeletFlags(initKubeletNode(init({}), gates, machine))).toEqual(["--node-ip=10.0.0.5"]);
  });

  test("an address that was found out does not", () => {
    const found = { ...endpoint, advertiseAddressGiven: false };
    expect(kubeletFlags(initKubeletNode(init({ localAPIEndpoint: found }), gates, machine))).toEqual([]);
  });

  test("the user's --node-ip is the only one", () => {
    const kubeletExtraArgs = [{ name: "node-ip", value: "192.168.0.1" }];
    const node = initKubeletNode(init({ nodeRegistration: { ...registration, kubeletExtraArgs } }), gates, machine);
    expect(kubeletFlags(node)).toEqual(["--node-ip=192.168.0.1"]);
  });

  const taints = [
    { key: "foo", value: "bar", effect: "NoSchedule" },
    { key: "baz", effect: "NoExecute" },
  ];

  test("a worker registers with its taints", () => {
    const node = joinKubeletNode(join({ nodeRegistration: { ...registration, taints } }), gates, machine);
    expect(kubeletFlags(node)).toEqual(["--register-with-taints=foo=bar:NoSchedule,baz:NoExecute"]);
  });

  test("a control plane does not: it is marked through the API", () => {
    const controlPlane = { localAPIEndpoint: { ...endpoint, advertiseAddressGiven: false }, certificateKey: "" };
    const node = joinKubeletNode(join({ nodeRegistration: { ...registration, taints }, controlPlane }), gates, machine);
    expect(kubeletFlags(node)).toEqual([]);
  });

  test("a name that is not the machine's is told to the kubelet", () => {
    expect(kubeletFlags(joinKubeletNode(join({}), gates, { hostname: "vm" }))).toEqual(["--hostname-override=n1"]);
  });

  test("without the gate NodeLocalCRISocket the socket is a flag and no file of its own", () => {
    const node = joinKubeletNode(join({}), { featureGates: { NodeLocalCRISocket: false } }, machine);
    expect(kubeletFlags(node)).toEqual(["--container-runtime-endpoint=unix:///run/containerd/containerd.sock"]);
    expect([...kubeletFiles(kubelet, node).keys()]).toEqual([
      "/var/lib/kubelet/config.yaml",
      "/var/lib/kubelet/kubeadm-flags.env",
    ]);
  });

  test("a file of flags is one line whatever the flags hold", () => {
    fc.assert(
      fc.property(fc.array(anyText()), (flags) => {
        expect(kubeletFlagsText(flags)).toMatch(/^KUBELET_KUBEADM_ARGS="(?:[^"\\\n\r]|\\.)*"\n$/u);
      }),
    );
    expect(kubeletFlagsText(['a"b\\c\n\x07\x1b'])).toBe('KUBELET_KUBEADM_ARGS="a\\"b\\\\c\\n\\a\\x1b"\n');
  });
});

describe("the configuration of a kubelet", () => {
  test("names systemd-resolved's file where that runs, unless the user named another", () => {
    const node = { ...kubeletNode("cp1"), resolvConf: "/run/systemd/resolve/resolv.conf" };
    expect(kubeletConfigText(kubelet, node)).toContain("resolvConf: /run/systemd/resolve/resolv.conf\n");
    expect(kubeletConfigText({ ...kubelet, resolvConf: "/etc/mine" }, node)).toContain("resolvConf: /etc/mine\n");
  });

  test("a mapping that the user left empty is filled in", () => {
    const text = kubeletConfigText({ ...kubelet, logging: null, memorySwap: undefined }, kubeletNode("cp1"));
    expect(text).toBe(kubeletConfigText(kubelet, kubeletNode("cp1")));
  });

  test("the socket reads back from instance-config.yaml", () => {
    expect(criSocketIn(instanceConfigText("unix:///run/crio/crio.sock"))).toBe("unix:///run/crio/crio.sock");
    expect(criSocketIn("containerRuntimeEndpoint: unix:///a.sock # mine\n")).toBe("unix:///a.sock");
    expect(criSocketIn("kind: KubeletConfiguration\ncontainerRuntimeEndpoint: 'unix:///b'\n")).toBe("unix:///b");
    expect(criSocketIn("containerRuntimeEndpoint:\nother: 1\n")).toBeUndefined();
    expect(criSocketIn("")).toBeUndefined();
  });
});
