/** A difference between what this tool and what the measured kubeadm write. */
export interface Deviation {
  readonly id: string;
  /** The file or object. */
  readonly where: string;
  readonly difference: string;
  readonly reason: string;
}

/** Every difference on purpose. docs/deviations.md shows this table; golden tests know these and nothing else. */
export const deviations = [
  {
    id: "controller-manager-api-limits",
    where: "/etc/kubernetes/manifests/kube-controller-manager.yaml",
    difference:
      "`--kube-api-qps=200` and `--kube-api-burst=400`, both unless controllerManager.extraArgs names one of them",
    reason:
      "With its own limit (20 a second) the controller-manager of a new cluster takes 6.2 s until the first token is signed, a CSR approved, a DaemonSet's Pods and a node's Pod CIDR made; with these 0.1 s (measured).",
  },
  {
    id: "node-ip",
    where: "/var/lib/kubelet/kubeadm-flags.env",
    difference:
      "`--node-ip` whenever the node's address was given (localAPIEndpoint.advertiseAddress in the file or as a flag, nodes[].address; `join --ssh` finds it), unless kubeletExtraArgs names it",
    reason:
      "Without it the kubelet looks its own name up: some 20 s where the name does not resolve (27 s against 5.6 s for a whole init, measured), and the wrong interface on machines with a NAT address.",
  },
  {
    id: "cluster-info-signature",
    where: "ConfigMap kube-public/cluster-info",
    difference:
      "`init` writes `jws-kubeconfig-<token id>` itself; kubeadm leaves it to the controller-manager. The value is the same, and the signer leaves an equal value alone",
    reason: "A node can join before any controller works.",
  },
  {
    id: "founding-etcd",
    where: "/etc/kubernetes/manifests/etcd.yaml of clusters that `apply` founds",
    difference: "`--initial-cluster` names all founding members, and `--initial-cluster-token` is the founding's own",
    reason:
      "All control planes of a new cluster start at once (9 s for three, where joining one after another takes 41 s), and members of two foundings can never mix.",
  },
  {
    id: "companion-images",
    where: "images of etcd, CoreDNS and pause in clusters older than v1.36",
    difference: "the tags of the kubeadm of that minor version; kubeadm 1.36 uses its own for every version it makes",
    reason: "A cluster of a version is the same whether this tool or that version's kubeadm made it.",
  },
  {
    id: "external-etcd-mounts",
    where: "/etc/kubernetes/manifests/kube-apiserver.yaml with external etcd",
    difference:
      "a directory counts as mounted already only when it is below a mounted one; kubeadm compares the beginning of the text",
    reason:
      "Certificates in /etc/kubernetes/pki-etcd are not below /etc/kubernetes/pki: with kubeadm the API server would not find them.",
  },
  {
    id: "data-directory-modes",
    where: "/var/lib/kubelet and /var/lib/etcd",
    difference: "mode 0700 also where the directory was there before; kubeadm leaves the mode of an existing one alone",
    reason: "They hold the Pods' secrets and the cluster's data; CIS 1.1.11 asks for 0700 or less.",
  },
  {
    id: "node-taints",
    where: "Node spec.taints of a control plane",
    difference: "a taint of the same key and effect but another value is replaced; kubeadm adds a second one",
    reason: "The API server refuses two taints of one key and effect, so that kubeadm's init fails there.",
  },
  {
    id: "token-description",
    where: "Secret bootstrap-token-`<id>` of `init` without `--config`",
    difference: "the description names this tool",
    reason: "It says who made the token; kubeadm's says that kubeadm did.",
  },
  {
    id: "discovery-file",
    where: "the discovery file of `join`",
    difference:
      "exec, auth-provider and username are no credentials for the kubelet; a file from an https address may not name a token file of the host; paths are meant beside the file; an answer other than 200 is an error",
    reason:
      "The kubelet's own kubeconfig could not keep those credentials, and who writes a file on the net must not choose which file of a host is sent to the server that it names.",
  },
  {
    id: "plain-paths",
    where: "certificatesDir and etcd.local.dataDir",
    difference:
      "stored and used without a slash at the end, doubled slashes, `.` and `..`; kubeadm keeps them as they were typed",
    reason: "A path can be compared with another, and with what lies on the disk.",
  },
  {
    id: "own-notes",
    where: "/var/lib/kubewright (0700)",
    difference: "ledger.json and founding.json, and cluster.json on control planes that `apply` made (0600 each), which kubeadm has not; `reset` takes them away",
    reason: "What this tool wrote is known after a crash, so that a run can be resumed and foreign files stay untouched.",
  },
  {
    id: "founding-kubelet-conf",
    where: "/etc/kubernetes/kubelet.conf of the control planes that `apply` founds",
    difference:
      "the form that kubeadm's join leaves (user default-auth, context default-context) on each of them; kubeadm's init names the user of its own host system:node:`<name>`",
    reason: "No control plane of a founding is the first. The certificate, which says who the node is, is the same.",
  },
  {
    id: "kubelet-unit",
    where: "/etc/systemd/system/kubelet.service and kubelet.service.d/10-kubeadm.conf",
    difference: "written where the host has no unit of that name, and taken away by `reset`; kubeadm stops without one",
    reason: "A host needs the kubelet's program only, not its package.",
  },
  {
    id: "kubelet-client-name",
    where: "/var/lib/kubelet/pki/kubelet-client-`<time>`.pem of control planes",
    difference: "written before the kubelet starts, with the first moment of the certificate's validity in its name",
    reason: "The kubelet needs no second start, and a run that is resumed goes on with the same file.",
  },
  {
    id: "not-yet-valid",
    where: "what `certs check-expiration` prints",
    difference:
      "a certificate that is not valid yet has `<not valid yet>` as its residual time and, in objects, a field `notValidBefore`; kubeadm counts the days to its end",
    reason: "It is as useless as one that has expired, and 364 days left say the contrary.",
  },
  {
    id: "worker-authority",
    where: "`certificatesDir`/ca.crt of workers in a cluster with a certificatesDir of its own",
    difference: "written where the kubelets' configuration names it as clientCAFile, beside caCertPath",
    reason: "The kubelet does not start without it; kubeadm's join waits four minutes for it and fails.",
  },
  {
    id: "expiration-directory",
    where: "what `certs check-expiration` looks at without --config and --cert-dir",
    difference: "the directory that the API server's manifest mounts; kubeadm looks into /etc/kubernetes/pki",
    reason: "The certificates in use are meant, without a request to the cluster.",
  },
] as const satisfies readonly Deviation[];

export type DeviationId = (typeof deviations)[number]["id"];

/** docs/deviations.md as a whole. */
export function deviationsPage(): string {
  const row = ({ difference, reason, where }: Deviation): string => `| ${where} | ${difference} | ${reason} |`;
  return [
    "# What differs from kubeadm",
    "",
    "Files, objects and names are those of kubeadm v1.36.3, byte for byte, except where this table says otherwise. The tests in `test/golden` compare with what real kubeadm wrote and allow these differences only.",
    "",
    "| Where | Difference | Reason |",
    "|---|---|---|",
    ...deviations.map(row),
    "",
  ].join("\n");
}
