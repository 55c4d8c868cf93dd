import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expected } from "../golden/known-differences.ts";
import { observed } from "../golden/observed-cluster.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines } from "../support/memory-machine/sample-cluster.ts";

const manifests = "/etc/kubernetes/manifests";

/** Every path below kubeadm's directories with type, mode and owner, in one form with the observed listing. */
function treeOf(machine: MemoryMachine): readonly string[] {
  return [...machine.host.tree()]
    .filter(([path]) => /^\/(etc\/kubernetes|var\/lib\/kubelet)\/|^\/etc\/kubernetes$/.test(path))
    .map(([path, state]) => {
      const mode = "mode" in state ? state.mode.toString(8) : "777";
      return `${state.type} ${mode} ${unnamed(path)}`;
    })
    .sort();
}

/** `ls`-like lines that real kubeadm's hosts gave. Their manifests' directory was there before, made by the host's image. */
function observedTree(node: string): readonly string[] {
  const text = readFileSync(new URL(`../golden/kubeadm-1.36.3/${node}/tree.txt`, import.meta.url), "utf8");
  const types: Readonly<Record<string, string>> = { d: "directory", "-": "file", l: "symlink" };
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [letters = "", , , , path = ""] = line.split(/\s+/);
      const own = `/${path}` === manifests ? "700" : octal(letters.slice(1));
      return `${types[letters[0] ?? ""]} ${own} ${unnamed(`/${path}`)}`;
    })
    .sort();
}

function octal(letters: string): string {
  const bits = [...letters].map((letter) => (letter === "-" ? "0" : "1")).join("");
  return Number.parseInt(bits, 2).toString(8);
}

const unnamed = (path: string) => path.replace(/\d{4}(-\d\d){5}/, "(time)");

/** What lies where does not depend on the kind of the keys, and RSA's take long to make. */
const quickKeys = (config: string) =>
  config.replace("kind: ClusterConfiguration\n", (kind) => `${kind}encryptionAlgorithm: ECDSA-P256\n`);

describe("the tree of files equals that of real kubeadm, modes and all", () => {
  test("after init, and the texts are the same but for the deviations", async () => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, ["init", "--config", "-"], { input: quickKeys(observed("kubeadm.yaml")) });
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(treeOf(cp1)).toEqual(observedTree("cp1"));
    const same = [`${manifests}/etcd.yaml`, `${manifests}/kube-apiserver.yaml`, `${manifests}/kube-scheduler.yaml`];
    const kubelet = ["config.yaml", "instance-config.yaml"].map((name) => `/var/lib/kubelet/${name}`);
    for (const path of [...same, ...kubelet]) expect(cp1.host.text(path), path).toBe(observed(`cp1${path}`));
    const limits = `${manifests}/kube-controller-manager.yaml`;
    expect(cp1.host.text(limits)).toBe(expected(observed(`cp1${limits}`), ["controller-manager-api-limits"]));
    const flags = "/var/lib/kubelet/kubeadm-flags.env";
    expect(cp1.host.text(flags)).toBe(expected(observed(`cp1${flags}`), ["node-ip"]));
  });

  test("after the joins of a control plane and of a worker", async () => {
    const { cp2, w1, joinWords, joinControlPlaneWords } = await madeCluster();
    expect((await kubewright(cp2, joinControlPlaneWords)).code).toBe(0);
    expect((await kubewright(w1, joinWords)).code).toBe(0);
    expect(treeOf(cp2)).toEqual(observedTree("cp2"));
    // The manifests' directory of a worker was the image's; nothing makes one here.
    const ours = observedTree("w1").filter((line) => !line.endsWith(manifests));
    expect(treeOf(w1)).toEqual(ours);
  });
});
