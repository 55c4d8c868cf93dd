import { describe, expect, it } from "vitest";
import { isSecretPath, seenContent } from "../../src/host/secret-path.ts";

describe("isSecretPath()", () => {
  it.each([
    "/etc/kubernetes/pki/ca.key",
    "/etc/kubernetes/pki/etcd/peer.key",
    "/etc/kubernetes/pki/sa.key",
    "/etc/kubernetes/admin.conf",
    "/etc/kubernetes/bootstrap-kubelet.conf",
    "/etc/kubernetes/tmp/backup/kubelet.conf",
    "/var/lib/kubelet/pki/kubelet-client-current.pem",
    "/var/lib/kubelet/pki/kubelet.key",
    "/var/lib/kubewright/founding.json",
    "/root/.kube/config",
    "/etc/kubernetes/../kubernetes/admin.conf",
  ])("%s is never shown", (path) => {
    expect(isSecretPath(path)).toBe(true);
  });

  it.each([
    "/etc/kubernetes/pki/ca.crt",
    "/etc/kubernetes/pki/sa.pub",
    "/etc/kubernetes/manifests/kube-apiserver.yaml",
    "/var/lib/kubelet/config.yaml",
    "/var/lib/kubewright/ledger.json",
    "/etc/sysctl.d/k8s.conf",
    "/etc/containerd/config.toml",
  ])("%s may be shown", (path) => {
    expect(isSecretPath(path)).toBe(false);
  });

  it("a private key is a secret wherever it lies", () => {
    expect(String(seenContent("/tmp/x", "-----BEGIN RSA PRIVATE KEY-----\n"))).toBe("***");
    expect(String(seenContent("/tmp/x", "-----BEGIN CERTIFICATE-----\n"))).toContain("CERTIFICATE");
  });
});
