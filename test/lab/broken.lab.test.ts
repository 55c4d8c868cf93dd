import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Additions, configuration } from "../../lab/cluster/configuration.ts";
import type { ExecResult, LabHost } from "../../lab/host/lab-host.ts";
import { freshHosts, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("broken");
const foreignRegistry = "imageRepository: registry.lab.invalid/k8s";

/** A host with one thing wrong, and what `init` has to say of it. */
interface Broken {
  readonly name: string;
  readonly what: string;
  readonly breaks?: (host: LabHost) => Promise<unknown>;
  readonly additions?: Additions;
  readonly code: number;
  readonly cause: string;
  readonly says: RegExp;
  /** A command that shows more. */
  readonly toSee: RegExp;
  /** Seconds that `init` may take on a loaded machine. */
  readonly within: number;
}

const hosts: readonly Broken[] = [
  {
    name: "b1",
    what: "containerd is stopped",
    breaks: (host) => host.must("systemctl stop containerd"),
    code: 3,
    cause: "PREFLIGHT_FAILED",
    says: /\[CRI\][\s\S]*The\s+service\s+containerd\s+is\s+not\s+running/,
    toSee: /systemctl enable --now containerd/,
    within: 60,
  },
  {
    name: "b2",
    what: "the container runtime makes cgroups in another way than the kubelet",
    breaks: (host) => host.must(wrongCgroupDriver),
    code: 5,
    cause: "CGROUP_DRIVER_MISMATCH",
    says: /cgroupfs[\s\S]*systemd/,
    toSee: /systemctl restart containerd/,
    within: 150,
  },
  {
    name: "b3",
    what: "the API server gets a flag that it does not know",
    additions: { ClusterConfiguration: "apiServer: {extraArgs: [{name: no-such-flag, value: 'true'}]}" },
    code: 5,
    cause: "COMPONENT_FLAG_REFUSED",
    says: /no-such-flag[\s\S]*apiServer\.extraArgs/,
    toSee: /tail -n 50 \/var\/log\/pods\/kube-system_kube-apiserver/,
    within: 150,
  },
  {
    name: "b4",
    what: "the images are of a registry that is not there",
    additions: { ClusterConfiguration: foreignRegistry },
    code: 3,
    cause: "IMAGE_PULL_FAILED",
    says: /registry\.lab\.invalid\/k8s\/kube-apiserver:v/,
    toSee: /crictl pull/,
    within: 150,
  },
  {
    name: "b5",
    what: "the images are not there and nobody was to pull them before the kubelet",
    additions: { ClusterConfiguration: foreignRegistry },
    breaks: (host) => host.must("sed -i 's/^nodeRegistration:/&\\n  imagePullPolicy: Never/' /root/kubeadm.yaml"),
    code: 5,
    cause: "IMAGE_UNREACHABLE",
    says: /registry\.lab\.invalid\/k8s\//,
    toSee: /crictl pull registry\.lab\.invalid\/k8s\//,
    within: 150,
  },
  {
    name: "b6",
    what: "the controller manager, which is started last, gets a flag that it does not know",
    additions: { ClusterConfiguration: "controllerManager: {extraArgs: [{name: no-such-flag, value: 'true'}]}" },
    code: 5,
    cause: "COMPONENT_FLAG_REFUSED",
    says: /no-such-flag[\s\S]*controllerManager\.extraArgs/,
    toSee: /tail -n 50 \/var\/log\/pods\/kube-system_kube-controller-manager/,
    within: 150,
  },
];

/** runc is told to use systemd while containerd tells the kubelet that it does not. */
const wrongCgroupDriver = `
  printf '#!/bin/sh\\nexec /usr/sbin/runc --systemd-cgroup "$@"\\n' > /usr/local/sbin/runc-systemd
  chmod 755 /usr/local/sbin/runc-systemd
  sed -i "s#SystemdCgroup = true#SystemdCgroup = false\\n      BinaryName = '/usr/local/sbin/runc-systemd'#" /etc/containerd/config.toml
  systemctl restart containerd`;

const results = new Map<string, { readonly result: ExecResult; readonly seconds: number }>();

beforeAll(async () => {
  await freshHosts(
    lab,
    hosts.map(({ name }) => name),
  );
  await Promise.all(hosts.map(runOn));
});
afterAll(() => lab.down());

async function runOn({ name, breaks, additions }: Broken): Promise<void> {
  const host = lab.host(name);
  if (additions !== undefined) await host.write("/root/kubeadm.yaml", await configuration(additions));
  await breaks?.(host);
  const begin = performance.now();
  const result = await kubewright(host, "init --config /root/kubeadm.yaml");
  results.set(name, { result, seconds: (performance.now() - begin) / 1000 });
}

describe.each(hosts)("init where $what", ({ name, code, cause, says, toSee, within }) => {
  const found = () => results.get(name) ?? { result: { code: -1, stdout: "", stderr: "it did not run" }, seconds: 0 };

  it(`names ${cause}, what it found and a command to type, and ends with ${code}`, () => {
    const { result } = found();
    expect(result.code, outputOf(result)).toBe(code);
    expect(result.stderr).toContain(`(${cause})`);
    expect(result.stderr).toMatch(says);
    expect(result.stderr.replace(/\s+/g, " ")).toMatch(toSee);
  });

  it("shows no stack trace", () => {
    expect(outputOf(found().result)).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });

  it(`gives up within ${within} s`, () => {
    console.log(`${cause}: ${found().seconds.toFixed(1)} s`);
    expect(found().seconds).toBeLessThan(within);
  });
});

describe("init on a host that was mended", () => {
  it("goes on where it stopped", async () => {
    const host = lab.host("b3");
    await host.write("/root/kubeadm.yaml", await configuration());
    const result = await kubewright(host, "init --config /root/kubeadm.yaml");
    expect(result.code, outputOf(result)).toBe(0);
    expect(result.stdout).toMatch(/\[certs\/ca\].*nothing to change/);
  }, 600_000);
});
