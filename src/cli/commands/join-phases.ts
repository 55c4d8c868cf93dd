import type { PhaseRow } from "../phase-commands.ts";

const base = ["config", "dry-run"];
const discovery = [
  ...["discovery-file", "discovery-token", "discovery-token-ca-cert-hash"],
  ...["discovery-token-unsafe-skip-ca-verification", "tls-bootstrap-token", "token", "token-file"],
];
const api = ["apiserver-advertise-address"];
const member = [...base, ...api, "control-plane", "node-name", "patches"];
const download = [...base, "certificate-key", "control-plane", ...discovery];

/** The phases of `join` under kubeadm's names, in kubeadm's order, each with the flags that kubeadm gives it. */
export const joinPhases: readonly PhaseRow[] = [
  {
    id: "preflight",
    summary: "Check that nothing is in the way",
    flags: [
      ...base,
      ...api,
      "apiserver-bind-port",
      "certificate-key",
      "control-plane",
      "cri-socket",
      "ignore-preflight-errors",
      "node-name",
      ...discovery,
    ],
  },
  {
    id: "control-plane-prepare",
    summary: "Prepare a further control plane",
    flags: [...member, "apiserver-bind-port", "certificate-key", ...discovery],
    hasAll: true,
  },
  {
    id: "control-plane-prepare/download-certs",
    summary: "Fetch the shared certificates from the cluster",
    flags: download,
  },
  {
    id: "control-plane-prepare/certs",
    summary: "Make this node's certificates",
    flags: [...base, ...api, "control-plane", "node-name", ...discovery],
  },
  { id: "control-plane-prepare/kubeconfig", summary: "Write the kubeconfig files", flags: download },
  {
    id: "control-plane-prepare/control-plane",
    summary: "Write the static Pods of the control plane",
    flags: [...base, ...api, "apiserver-bind-port", "control-plane", "patches"],
  },
  {
    id: "kubelet-start",
    summary: "Write the kubelet's configuration and start it",
    flags: [...base, "cri-socket", "node-name", "patches", ...discovery],
  },
  { id: "etcd-join", summary: "Add this node to etcd", flags: member },
  {
    id: "kubelet-wait-bootstrap",
    summary: "Wait until the kubelet has its certificate",
    flags: [...base, "cri-socket"],
  },
  { id: "control-plane-join", summary: "Make the node known as a control plane", flags: member, hasAll: true },
  {
    id: "control-plane-join/mark-control-plane",
    summary: "Label and taint the node as a control plane",
    flags: [...base, "control-plane", "node-name"],
  },
  { id: "wait-control-plane", summary: "Wait until the control plane answers", flags: [] },
];
