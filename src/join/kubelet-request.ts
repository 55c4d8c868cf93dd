import type { KubeObject } from "../engine/object-store.ts";
import type { ErrorParts } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";
import { isRecord } from "../kube/is-record.ts";
import { printable } from "../kube/printable.ts";
import { condition } from "../kube/waits.ts";
import { requestedSubject } from "../pki/certificate-request.ts";

/** Who signs what kubelets ask for with a bootstrap token (kubernetes.io/docs: certificate signing requests, Kubernetes signers). */
const signerName = "kubernetes.io/kube-apiserver-client-kubelet";

const requests = {
  apiVersion: "certificates.k8s.io/v1",
  kind: "CertificateSigningRequest",
  fieldSelector: `spec.signerName=${signerName}`,
};

/** Why the cluster has not given a node's kubelet its certificate, by the newest request for it; null when there is none, or it is signed. */
export async function explainRequest(
  client: KubeClient,
  node: string,
): Promise<(ErrorParts & { readonly code: string }) | null> {
  const own = (await client.list(requests)).filter((request) => isFor(request, node));
  const newest = own.sort((a, b) => madeAt(a).localeCompare(madeAt(b))).at(-1);
  return newest === undefined ? null : unsigned(newest);
}

function isFor({ spec }: KubeObject, node: string): boolean {
  if (!isRecord(spec) || spec["signerName"] !== signerName || typeof spec["request"] !== "string") return false;
  return requestedSubject(spec["request"])?.commonName === `system:node:${node}`;
}

/** RFC 3339 in UTC, so that texts stand in the order of time. */
function madeAt({ metadata }: KubeObject): string {
  return String(metadata["creationTimestamp"] ?? "");
}

function unsigned(request: KubeObject): (ErrorParts & { readonly code: string }) | null {
  const name = printable(request.metadata.name);
  const status = isRecord(request["status"]) ? request["status"] : {};
  if (typeof status["certificate"] === "string" && status["certificate"] !== "") return null;
  const denied = condition(request, "Denied");
  if (denied !== null) {
    return {
      code: "KUBELET_REQUEST_DENIED",
      what: `The kubelet's request for a certificate, ${name}, was denied.`,
      ...said(denied.message),
      next: `Ask who approves certificates in this cluster: kubectl describe csr ${name}. Then run the command again.`,
    };
  }
  const failed = condition(request, "Failed");
  if (failed !== null) {
    return {
      code: "KUBELET_REQUEST_FAILED",
      what: `The kubelet's request for a certificate, ${name}, was approved and could not be signed.`,
      ...said(failed.message),
      next: `See what its signer says: kubectl describe csr ${name}. Then run the command again.`,
    };
  }
  return condition(request, "Approved") === null ? unapproved(name) : approvedOnly(name);
}

function said(message: string): { readonly why?: string } {
  return message === "" ? {} : { why: message };
}

function unapproved(name: string): ErrorParts & { readonly code: string } {
  return {
    code: "KUBELET_REQUEST_UNAPPROVED",
    what: `Nobody has approved the kubelet's request for a certificate, ${name}.`,
    why: "the controller manager does not run, or the token is not in the group whose requests it approves (system:bootstrappers:kubeadm:default-node-token)",
    next: `On a control plane: kubectl -n kube-system get pods, then kubectl certificate approve ${name}. Then run the command again.`,
  };
}

function approvedOnly(name: string): ErrorParts & { readonly code: string } {
  return {
    code: "KUBELET_REQUEST_UNSIGNED",
    what: `The kubelet's request for a certificate, ${name}, is approved, and nobody has signed it.`,
    why: "the controller manager does not run, or does not have the cluster's CA key (--cluster-signing-key-file)",
    next: `On a control plane, see the controller manager's log: kubectl -n kube-system logs -l component=kube-controller-manager. Then run the command again.`,
  };
}
