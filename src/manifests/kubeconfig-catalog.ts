import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { groups } from "../constants/names.ts";
import type { CertificateContent } from "../pki/certificate-spec.ts";

/** The kubeconfig files of a control-plane node, under kubeadm's phase names. */
export type KubeconfigKind = "admin" | "super-admin" | "kubelet" | "controller-manager" | "scheduler";

/** A kubeconfig file with a client certificate of its own. */
export interface KubeconfigSpec {
  readonly kind: KubeconfigKind;
  /** In /etc/kubernetes: "admin.conf". */
  readonly fileName: string;
  /** Whom it is for, as it is shown: "administrators". */
  readonly title: string;
  /** The user in the file, which is the common name of its certificate. */
  readonly content: CertificateContent;
  /** Which API server it leads to: this node's own, or the control plane's endpoint. */
  readonly server: "local" | "control-plane";
  /** Milliseconds from the run's start to the certificate's end. */
  readonly validityMs: number;
}

/** The subject and use of a certificate for a user of the API. */
export function clientContent(commonName: string, organizations: readonly string[]): CertificateContent {
  return { subject: { commonName, organizations }, usages: ["client"], dnsNames: [], ipAddresses: [] };
}

/** The user name of a node's kubelet. */
function kubeletUser(nodeName: string): string {
  return `system:node:${nodeName}`;
}

/** All five in kubeadm's order. */
export function kubeconfigCatalog(
  cluster: Pick<ClusterConfiguration, "certificateValidityPeriod">,
  nodeName: string,
): readonly KubeconfigSpec[] {
  const validityMs = cluster.certificateValidityPeriod;
  return [
    {
      kind: "admin",
      fileName: "admin.conf",
      title: "administrators",
      content: clientContent("kubernetes-admin", [groups.clusterAdmins]),
      server: "control-plane",
      validityMs,
    },
    {
      kind: "super-admin",
      fileName: "super-admin.conf",
      title: "emergencies, past all authorization",
      content: clientContent("kubernetes-super-admin", [groups.masters]),
      server: "control-plane",
      validityMs,
    },
    {
      kind: "kubelet",
      fileName: "kubelet.conf",
      title: "the kubelet",
      content: clientContent(kubeletUser(nodeName), [groups.nodes]),
      server: "local",
      validityMs,
    },
    {
      kind: "controller-manager",
      fileName: "controller-manager.conf",
      title: "the controller manager",
      content: clientContent("system:kube-controller-manager", []),
      server: "local",
      validityMs,
    },
    {
      kind: "scheduler",
      fileName: "scheduler.conf",
      title: "the scheduler",
      content: clientContent("system:kube-scheduler", []),
      server: "local",
      validityMs,
    },
  ];
}
