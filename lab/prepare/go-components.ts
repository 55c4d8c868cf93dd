import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { mustOverNetwork } from "../over-network.ts";
import { labSource } from "../paths.ts";
import { must } from "../run.ts";
import { KUBERNETES_VERSION } from "../versions.ts";
import type { Artifact } from "./artifact.ts";

/** Programs compiled from one pinned Go module of lab/components. */
export interface GoComponent {
  /** Its folder in lab/components. */
  readonly module: string;
  readonly packages: readonly string[];
  readonly flags: readonly string[];
  /** Whether C code is part of it; such programs are linked statically. */
  readonly cgo?: boolean;
  /** File names that `go build` chooses differently from the program's usual name. */
  readonly rename?: Readonly<Record<string, string>>;
}

const STRIPPED = ["-ldflags", "-s -w"];

/** Everything the lab compiles. */
export const GO_COMPONENTS = {
  kubernetes: {
    module: "kubernetes-1.36",
    packages: [
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kubelet",
      "kube-proxy",
      "kubeadm",
      "kubectl",
    ].map((name) => `k8s.io/kubernetes/cmd/${name}`),
    flags: ["-ldflags", versionFlags(KUBERNETES_VERSION)],
  },
  etcd: {
    module: "etcd",
    packages: ["go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/etcdctl/v3", "go.etcd.io/etcd/etcdutl/v3"],
    flags: STRIPPED,
    rename: { server: "etcd" },
  },
  coredns: { module: "coredns", packages: ["github.com/coredns/coredns"], flags: STRIPPED },
  containerd: {
    module: "containerd",
    packages: ["containerd", "containerd-shim-runc-v2", "ctr"].map(
      (name) => `github.com/containerd/containerd/v2/cmd/${name}`,
    ),
    flags: ["-tags", "no_btrfs", ...STRIPPED],
  },
  flannel: {
    module: "flannel",
    packages: ["github.com/flannel-io/flannel"],
    flags: ["-ldflags", '-s -w -extldflags "-static"'],
    cgo: true,
    rename: { flannel: "flanneld" },
  },
  flannelCni: {
    module: "flannel-cni",
    packages: ["github.com/containernetworking/plugins/plugins/meta/flannel"],
    flags: STRIPPED,
  },
} as const satisfies Record<string, GoComponent>;

/** What `go version` says: a part of every key. */
export async function goVersion(): Promise<string> {
  return (await must(["go", "version"])).trim();
}

/** The artifact of a component: a directory of programs. */
export async function goArtifact(component: GoComponent, compiler: string): Promise<Artifact> {
  const directory = labSource("components", component.module);
  const pins = await Promise.all(["go.mod", "go.sum"].map((file) => readFile(join(directory, file), "utf8")));
  return {
    name: `go-${component.module}`,
    inputs: [compiler, process.arch, ...pins, JSON.stringify(component)],
    build: (output) => compile(component, directory, output),
  };
}

async function compile(component: GoComponent, directory: string, output: string): Promise<void> {
  const argv = ["go", "build", "-trimpath", ...component.flags, "-o", `${output}/`, ...component.packages];
  await mustOverNetwork(argv, { cwd: directory, env: { CGO_ENABLED: component.cgo ? "1" : "0" } });
  for (const [from, to] of Object.entries(component.rename ?? {})) await rename(join(output, from), join(output, to));
}

/** The version a Kubernetes program reports is written into it by the linker; without it, it says v0.0.0. */
function versionFlags(version: string): string {
  const [major, minor] = version.slice(1).split(".");
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const packages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  const settings = packages.flatMap((path) =>
    Object.entries(values).map(([key, value]) => `-X ${path}.${key}=${value}`),
  );
  return ["-s -w", ...settings].join(" ");
}
