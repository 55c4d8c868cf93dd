import type { PhaseRow } from "../phase-commands.ts";

const api = ["apiserver-advertise-address", "control-plane-endpoint"];
const certs = ["cert-dir", "config", "dry-run", "kubernetes-version"];
const apiServerCert = [...certs, ...api, "apiserver-cert-extra-sans", "service-cidr", "service-dns-domain"];
const kubeconfig = [...certs, ...api, "apiserver-bind-port", "kubeconfig-dir"];
const pod = [...certs, "image-repository", "patches"];
const apiServerPod = [...pod, ...api, "apiserver-bind-port", "feature-gates", "service-cidr"];
const object = ["config", "dry-run", "kubeconfig"];
const addon = [...object, "image-repository", "kubernetes-version"];
const coreDns = [...addon, "feature-gates", "service-cidr", "service-dns-domain"];
const kubeProxy = [...addon, ...api, "apiserver-bind-port", "pod-network-cidr"];
const unique = (names: readonly string[]) => [...new Set(names)];

/** The phases of `init` under kubeadm's names, in kubeadm's order, each with the flags that kubeadm gives it. */
export const initPhases: readonly PhaseRow[] = [
  {
    id: "preflight",
    summary: "Check that nothing is in the way",
    flags: ["config", "cri-socket", "dry-run", "ignore-preflight-errors", "image-repository"],
  },
  { id: "certs", summary: "Make certificates and keys", flags: apiServerCert, hasAll: true },
  { id: "certs/ca", summary: "Make the cluster's CA", flags: certs },
  { id: "certs/apiserver", summary: "Make the API server's certificate", flags: apiServerCert },
  {
    id: "certs/apiserver-kubelet-client",
    summary: "Make the certificate with which the API server reaches kubelets",
    flags: certs,
  },
  { id: "certs/front-proxy-ca", summary: "Make the CA of the front proxy", flags: certs },
  { id: "certs/front-proxy-client", summary: "Make the front proxy's certificate", flags: certs },
  { id: "certs/etcd-ca", summary: "Make etcd's CA", flags: certs },
  { id: "certs/etcd-server", summary: "Make the certificate with which etcd serves", flags: certs },
  { id: "certs/etcd-peer", summary: "Make the certificate with which etcd members meet", flags: certs },
  { id: "certs/etcd-healthcheck-client", summary: "Make the certificate that asks etcd for its health", flags: certs },
  {
    id: "certs/apiserver-etcd-client",
    summary: "Make the certificate with which the API server reaches etcd",
    flags: certs,
  },
  { id: "certs/sa", summary: "Make the key pair that signs service account tokens", flags: certs },
  { id: "kubeconfig", summary: "Write the kubeconfig files", flags: [...kubeconfig, "node-name"], hasAll: true },
  { id: "kubeconfig/admin", summary: "Write admin.conf", flags: kubeconfig },
  { id: "kubeconfig/super-admin", summary: "Write super-admin.conf", flags: kubeconfig },
  { id: "kubeconfig/kubelet", summary: "Write kubelet.conf", flags: [...kubeconfig, "node-name"] },
  { id: "kubeconfig/controller-manager", summary: "Write controller-manager.conf", flags: kubeconfig },
  { id: "kubeconfig/scheduler", summary: "Write scheduler.conf", flags: kubeconfig },
  { id: "etcd", summary: "Write etcd's static Pod", flags: [] },
  {
    id: "etcd/local",
    summary: "Write the static Pod of a local etcd member",
    flags: ["cert-dir", "config", "dry-run", "image-repository", "patches"],
  },
  {
    id: "control-plane",
    summary: "Write the static Pods of the control plane",
    flags: [...apiServerPod, "pod-network-cidr"],
    hasAll: true,
  },
  { id: "control-plane/apiserver", summary: "Write the API server's static Pod", flags: apiServerPod },
  {
    id: "control-plane/controller-manager",
    summary: "Write the controller manager's static Pod",
    flags: [...pod, "pod-network-cidr"],
  },
  { id: "control-plane/scheduler", summary: "Write the scheduler's static Pod", flags: pod },
  {
    id: "kubelet-start",
    summary: "Write the kubelet's configuration and start it",
    flags: ["config", "cri-socket", "dry-run", "image-repository", "node-name", "patches"],
  },
  { id: "wait-control-plane", summary: "Wait until the control plane answers", flags: [] },
  {
    id: "upload-config",
    summary: "Store the configuration in the cluster",
    flags: [...object, "cri-socket"],
    aliases: ["uploadconfig"],
    hasAll: true,
  },
  { id: "upload-config/kubeadm", summary: "Store the cluster's configuration", flags: [...object, "cri-socket"] },
  { id: "upload-config/kubelet", summary: "Store the kubelets' configuration", flags: [...object, "cri-socket"] },
  {
    id: "upload-certs",
    summary: "Store the control plane's certificates, encrypted",
    flags: [...object, "certificate-key", "skip-certificate-key-print", "upload-certs"],
  },
  {
    id: "mark-control-plane",
    summary: "Label and taint the node as a control plane",
    flags: ["config", "dry-run", "node-name"],
  },
  {
    id: "bootstrap-token",
    summary: "Make the token with which nodes join",
    flags: [...object, "skip-token-print"],
    aliases: ["bootstraptoken"],
  },
  {
    id: "kubelet-finalize",
    summary: "Let the kubelet renew its own certificate",
    flags: ["cert-dir", "config", "dry-run"],
    hasAll: true,
  },
  {
    id: "kubelet-finalize/enable-client-cert-rotation",
    summary: "Point kubelet.conf to the certificate that is renewed",
    flags: ["cert-dir", "config", "dry-run"],
  },
  { id: "addon", summary: "Install CoreDNS and kube-proxy", flags: unique([...coreDns, ...kubeProxy]), hasAll: true },
  { id: "addon/coredns", summary: "Install CoreDNS", flags: [...coreDns, "print-manifest"] },
  { id: "addon/kube-proxy", summary: "Install kube-proxy", flags: [...kubeProxy, "print-manifest"] },
  { id: "show-join-command", summary: "Show how other nodes join", flags: [] },
];
