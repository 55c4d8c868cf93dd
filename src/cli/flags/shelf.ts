import type { FlagGroup, FlagKind, FlagSpec } from "../command-spec.ts";

type Row = readonly [name: string, kind: FlagKind, value: string, help: string, otherwise?: string];

const rows: Readonly<Record<FlagGroup, readonly Row[]>> = {
  "What to make": [
    ["name", "text", "name", "Name of the cluster", "kubernetes"],
    ["control-planes", "list", "addresses", "Addresses of the control planes, each with or without name="],
    ["workers", "list", "addresses", "Addresses of the workers, each with or without name="],
    ["user", "text", "name", "Who logs in to the machines"],
    ["nodes", "list", "names", "These nodes of the file only", "all"],
    ["merge", "switch", "", "Put it into ~/.kube/config beside what is there, instead of printing it"],
    ["file", "text", "path", "File that describes the whole cluster; - is standard input"],
    ["config", "text", "path", "File with the configuration, kubeadm's v1beta4 or v1beta3; - is standard input"],
    ["kubernetes-version", "text", "version", "Kubernetes version of the control plane", "stable-1"],
    ["image-repository", "text", "registry", "Where the images of the control plane come from", "registry.k8s.io"],
    [
      "feature-gates",
      "text",
      "key=bool,...",
      "kubeadm's feature gates: NodeLocalCRISocket, PublicKeysECDSA, RootlessControlPlane",
    ],
    [
      "patches",
      "text",
      "directory",
      "Directory with patches for the files that are written, named as kubeadm names them",
    ],
    ["node-name", "text", "name", "Name of this node", "the host name"],
    ["control-plane", "switch", "", "Make this node a control plane too"],
    ["component-configs", "list", "kinds", "Also print these: KubeletConfiguration, KubeProxyConfiguration"],
    ["print-manifest", "switch", "", "Print the objects and change nothing"],
  ],
  "Addresses and networks": [
    [
      "apiserver-advertise-address",
      "text",
      "address",
      "Address at which other nodes reach this API server",
      "that of the default route",
    ],
    ["apiserver-bind-port", "count", "port", "Port on which the API server listens", "6443"],
    ["apiserver-cert-extra-sans", "list", "names", "Further names and addresses in the API server's certificate"],
    [
      "control-plane-endpoint",
      "text",
      "host:port",
      "Stable name or address of the whole control plane, a load balancer's for example",
    ],
    ["pod-network-cidr", "text", "cidr", "Addresses for Pods; each node gets a part of them"],
    ["service-cidr", "text", "cidr", "Addresses for Services", "10.96.0.0/12"],
    ["service-dns-domain", "text", "domain", "Domain of Services", "cluster.local"],
  ],
  "Where things are": [
    ["cert-dir", "text", "directory", "Where certificates and keys are", "/etc/kubernetes/pki"],
    ["cri-socket", "text", "socket", "The container runtime's socket", "the one that answers"],
    ["kubeconfig", "text", "path", "File that tells how to reach the cluster", "/etc/kubernetes/admin.conf"],
    ["kubeconfig-dir", "text", "directory", "Where the kubeconfig files are written", "/etc/kubernetes"],
    ["old-config", "text", "path", "File to read; - is standard input"],
    ["new-config", "text", "path", "File to write", "standard output"],
  ],
  Joining: [
    ["token", "text", "token", "Bootstrap token, of the form abcdef.0123456789abcdef"],
    [
      "token-file",
      "text",
      "path",
      "File that holds the token, so that it does not show in the list of processes; - is standard input",
    ],
    ["discovery-token", "text", "token", "Token for finding the cluster", "that of --token"],
    ["discovery-token-ca-cert-hash", "list", "sha256:hex", "Hash of the cluster's CA public key, which must match"],
    ["discovery-token-unsafe-skip-ca-verification", "switch", "", "Trust whatever CA the answering server shows"],
    ["discovery-file", "text", "path", "File or URL of a kubeconfig that tells how to find the cluster"],
    [
      "tls-bootstrap-token",
      "text",
      "token",
      "Token with which the kubelet asks for its certificate",
      "that of --token",
    ],
  ],
  "Tokens and keys": [
    ["upload-certs", "switch", "", "Store the control plane's certificates, encrypted, in the cluster for two hours"],
    ["certificate-key", "text", "hex", "Key that encrypts these certificates, 32 bytes in hexadecimal"],
    ["skip-certificate-key-print", "switch", "", "Do not print that key"],
    ["token-ttl", "duration", "duration", "How long the token is valid; 0 is for ever", "24h0m0s"],
    ["skip-token-print", "switch", "", "Do not print the token"],
    ["ttl", "duration", "duration", "How long the token is valid; 0 is for ever", "24h0m0s"],
    ["description", "text", "text", "What the token is for"],
    ["groups", "list", "groups", "Groups that the token stands for", "system:bootstrappers:kubeadm:default-node-token"],
    ["usages", "list", "usages", "What the token may be used for", "signing,authentication"],
    ["print-join-command", "switch", "", "Print the whole join command instead of the token"],
    ["client-name", "text", "name", "Name of the user, the certificate's common name"],
    ["org", "list", "groups", "Groups of the user, the certificate's organizations"],
    ["validity-period", "duration", "duration", "How long the certificate is valid", "8760h0m0s"],
  ],
  "How to go about it": [
    ["dry-run", "switch", "", "Show every file, command and object, and change nothing"],
    ["ignore-preflight-errors", "list", "checks", "Checks whose errors become warnings; all is every one"],
    ["skip-phases", "list", "phases", "Phases to leave out, as in addon/kube-proxy"],
    ["cleanup-tmp-dir", "switch", "", "Also empty /etc/kubernetes/tmp"],
    ["force", "switch", "", "Do not ask"],
    ["yes", "switch", "", "Do not ask before the plan is carried out"],
    [
      "accept-new-host-keys",
      "switch",
      "",
      "Note the keys of machines that were never seen; a changed key is refused all the same",
    ],
    [
      "ssh",
      "list",
      "hosts",
      "Join these machines over SSH, each as one would type it after ssh; further ones may follow",
    ],
    ["ssh-config", "text", "path", "An ssh_config to read instead of ~/.ssh/config"],
    ["identity-file", "text", "path", "Private key to log in with, besides those of the agent"],
    ["sudo-password-file", "text", "path", "File whose first line is the password for sudo"],
    ["strict", "switch", "", "Take unknown and duplicate keys for errors"],
    ["allow-experimental-api", "switch", "", "Allow experimental versions of the configuration"],
    ["allow-deprecated-api", "switch", "", "Allow deprecated versions of the configuration"],
  ],
  Output: [
    ["output", "text", "text|json", "Form of what is printed", "text"],
    [
      "allow-missing-template-keys",
      "switch",
      "",
      "Print nothing for fields of a template that are not there; false: refuse",
      "true",
    ],
    ["show-managed-fields", "switch", "", "Accepted for kubeadm's sake; managed fields are never printed"],
    ["v", "count", "level", "How much to tell: 1 steps, 2 changes, 4 what was already so, 5 everything", "0"],
    ["help", "switch", "", "Show this text"],
  ],
};

const shorts: Readonly<Record<string, string>> = { file: "f", force: "f", yes: "y", output: "o", v: "v", help: "h" };

const shelf: ReadonlyMap<string, FlagSpec> = new Map(
  Object.entries(rows).flatMap(([group, list]) =>
    list.map(([name, kind, value, help, otherwise]): [string, FlagSpec] => {
      const short = shorts[name];
      const flag = { name, kind, value, help, group: group as FlagGroup };
      return [
        name,
        { ...flag, ...(short === undefined ? {} : { short }), ...(otherwise === undefined ? {} : { otherwise }) },
      ];
    }),
  ),
);

/** kubeadm's flags for all commands that have no place here, and what to do instead. */
const refused: readonly FlagSpec[] = [
  ["rootfs", "path", "Copy kubewright there and type: chroot PATH kubewright ..."],
  ["vmodule", "pattern=N,...", "Use -v, which holds for everything."],
].map(([name = "", value = "", instead = ""]) => ({
  name,
  kind: "text",
  value,
  help: "Refused",
  instead,
  group: "Output",
}));

/** The flags of these names, with those that every command has. Throws for a name that is not on the shelf: a fault of this program. */
export function flags(...names: readonly string[]): readonly FlagSpec[] {
  const known = [...names, "v", "help"].map((name) => {
    const flag = shelf.get(name);
    if (flag === undefined) throw new Error(`no flag --${name} on the shelf`);
    return flag;
  });
  return [...known, ...refused];
}

/** A flag list with other words for some: the same name, another default or help in this place. */
export function reworded(
  list: readonly FlagSpec[],
  words: Readonly<Record<string, Pick<FlagSpec, "help"> & Partial<Pick<FlagSpec, "otherwise" | "value">>>>,
): readonly FlagSpec[] {
  return list.map((flag) => ({ ...flag, ...words[flag.name] }));
}
