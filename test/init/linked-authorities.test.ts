import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import type { FileState } from "../../src/host/host.ts";
import { parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { testAuthority } from "../support/test-certificates.ts";

const pki = "/etc/kubernetes/pki";

/** The cluster's authorities lie elsewhere, and links lead to them. */
function linked(machine: MemoryMachine): void {
  for (const name of ["ca", "etcd/ca", "front-proxy-ca"]) {
    const { cert, key } = testAuthority(name);
    for (const [ending, text] of [
      ["crt", cert],
      ["key", key.reveal()],
    ] as const) {
      machine.grow(`/srv/authorities/${name}.${ending}`, text, ending === "key" ? 0o600 : 0o644);
      const state: FileState = { type: "symlink", target: `/srv/authorities/${name}.${ending}` };
      machine.host.files.place({ path: `${pki}/${name}.${ending}`, state });
    }
  }
}

test("a cluster is founded with authorities behind links, and another control plane joins it", async () => {
  const { cp1, cp2 } = blankMachines();
  linked(cp1);
  const made = await kubewright(cp1, [...initWords, "--upload-certs"], { input: initConfig });
  expect([made.code, made.err]).toEqual([0, ""]);
  const said = /kubewright (join [^\n]+) \\\n\s+(--disc\S+ \S+) \\\n\s+(--control-plane --certificate-key \S+)/;
  const words = said.exec(made.out)?.slice(1).join(" ").split(" ") ?? [];
  const joined = await kubewright(cp2, words);
  expect([joined.code, joined.err]).toEqual([0, ""]);
  const reset = await kubewright(cp1, ["reset", "--force"]);
  expect([reset.code, reset.err]).toEqual([0, ""]);
});

test("those who join learn of the cluster's authority only, not of what stands behind it in its file", async () => {
  const { cp1 } = blankMachines();
  const own = testAuthority("kubernetes");
  cp1.grow(`${pki}/ca.crt`, `The cluster's own:\r\n${own.cert}${testAuthority("company-root").cert}`);
  cp1.grow(`${pki}/ca.key`, own.key.reveal(), 0o600);
  const made = await kubewright(cp1, initWords, { input: initConfig });
  expect([made.code, made.err]).toEqual([0, ""]);
  const info = cp1.apiServer?.objects.get({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: "kube-public",
    name: "cluster-info",
  });
  const [, told = ""] = /certificate-authority-data: (\S+)/.exec(JSON.stringify(info).replaceAll("\\n", "\n")) ?? [];
  expect(Buffer.from(told, "base64").toString()).toBe(new X509Certificate(own.cert).toString());
  const admin = parseKubeconfig(cp1.host.text("/etc/kubernetes/admin.conf") ?? "", "admin.conf");
  expect(admin.caCertificate).toBe(Buffer.from(told, "base64").toString());
});
