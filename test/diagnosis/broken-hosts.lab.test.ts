import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bringKubewright } from "../../lab/demo-cluster.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { labFor } from "../lab/support/lab-name.ts";

const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const lab = labFor("broken");
let host: LabHost;
let configuration: string;

const patience = "timeouts: {controlPlaneComponentHealthCheck: 40s, kubeletHealthCheck: 30s}";

beforeAll(async () => {
  await lab.down();
  const [first] = await lab.up(["cp1"]);
  if (first === undefined) throw new Error("the lab gave no host");
  host = first;
  await bringKubewright(host, file("dist/kubewright"), file("lab/init.yaml"));
  const text = await readFile(file("lab/init.yaml"), "utf8");
  configuration = text.replace("kind: InitConfiguration", `kind: InitConfiguration\n${patience}`);
});
afterAll(() => lab.down());
afterEach(() => host.must("kubewright reset --force"), 60_000);

/** A line of the file is followed by this one. */
const withLine = (line: string, more: string) => configuration.replace(line, `${line}\n${more}`);

/** Types `init` with this file; gives exit code, what was said, and after how many seconds. */
async function init(text: string, flags = ""): Promise<{ code: number; said: string; seconds: number }> {
  await host.write("/root/kubeadm.yaml", text);
  const began = performance.now();
  const { code, stderr } = await host.exec(`kubewright init --config kubeadm.yaml ${flags}`);
  return { code, said: stderr, seconds: (performance.now() - began) / 1000 };
}

describe("a host on which the control plane cannot come up", () => {
  test("with containerd stopped is refused, with the command that starts it", async () => {
    await host.must("systemctl stop containerd");
    const { code, said } = await init(configuration);
    await host.must("systemctl start containerd");
    expect(code).toBe(3);
    expect(said).toContain("[CRI]");
    expect(said).toContain("systemctl enable --now containerd");
  });

  test("because containerd stops meanwhile is told so", async () => {
    const stopping = host.must(
      "until [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ] && systemctl is-active -q kubelet; do sleep 0.05; done; systemctl stop containerd",
    );
    const { code, said } = await init(configuration);
    await stopping;
    await host.must("systemctl start containerd");
    expect(code).toBe(5);
    expect(said).toContain("RUNTIME_STOPPED");
    expect(said).toContain("systemctl start containerd");
  });

  test("with another cgroup driver in the runtime than it tells is told so, before the time is up", async () => {
    // containerd 2 tells the kubelet its driver, so the two differ only when something stands between containerd and runc.
    await host.write("/usr/local/bin/runc-systemd", '#!/bin/sh\nexec runc --systemd-cgroup "$@"\n', 0o755);
    await host.must(
      `cp /etc/containerd/config.toml /root/config.toml && sed -i 's|SystemdCgroup = true|SystemdCgroup = false\\n      BinaryName = "/usr/local/bin/runc-systemd"|' /etc/containerd/config.toml && systemctl restart containerd`,
    );
    const { code, said, seconds } = await init(configuration);
    await host.must("mv /root/config.toml /etc/containerd/config.toml && systemctl restart containerd");
    expect(code).toBe(5);
    expect(said).toContain("CGROUP_DRIVER_MISMATCH");
    expect(said).toContain("SystemdCgroup = true");
    expect(seconds).toBeLessThan(30);
  });

  test("with an image that nobody has is refused with the image's name, and with the reason when that is ignored", async () => {
    const text = withLine("kind: ClusterConfiguration", "etcd: {local: {imageTag: 9.9.9-none}}");
    const refused = await init(text);
    expect(refused.code).toBe(3);
    expect(refused.said).toContain("IMAGE_PULL_FAILED");
    expect(refused.said).toContain("registry.k8s.io/etcd:9.9.9-none");
    const { code, said } = await init(text, "--ignore-preflight-errors=ImagePull,SystemVerification");
    expect(code).toBe(5);
    expect(said).toMatch(/IMAGE_(?:UNREACHABLE|NOT_FOUND)/);
    expect(said).toContain("registry.k8s.io/etcd:9.9.9-none");
  });

  test("because of a flag that the API server does not know is told the flag and the field, before the time is up", async () => {
    const text = withLine("kind: ClusterConfiguration", "apiServer: {extraArgs: [{name: no-such-flag, value: x}]}");
    const { code, said, seconds } = await init(text);
    expect(code).toBe(5);
    expect(said).toContain("COMPONENT_FLAG_REFUSED");
    expect(said).toContain("--no-such-flag");
    expect(said).toContain("apiServer.extraArgs");
    expect(seconds).toBeLessThan(30);
  });

  test("because the kubelet refuses cgroup v1 is told so, before the time is up", async () => {
    const { code, said, seconds } = await init(configuration.replace("failCgroupV1: false", "failCgroupV1: true"));
    expect(code).toBe(5);
    expect(said).toContain("KUBELET_CGROUP_V1");
    expect(seconds).toBeLessThan(30);
  });

  test("comes up once the fault in the file is mended, whatever the logs of the earlier try say", async () => {
    const wrong = withLine("kind: ClusterConfiguration", "scheduler: {extraArgs: [{name: no-such-flag, value: x}]}");
    expect((await init(wrong)).said).toContain("scheduler.extraArgs");
    const second = await init(configuration);
    expect(second, second.said).toMatchObject({ code: 0 });
  });
});
