import type { LastWords } from "./last-words.ts";
import { wrap } from "./wrap.ts";

/** What `init` has to tell in the end. */
export interface InitFacts {
  /** False when a second run found all as it should be. */
  readonly changed: boolean;
  /** Path of the administrator's kubeconfig on this host. */
  readonly kubeconfig: string;
  /** "host:port" at which nodes join. */
  readonly endpoint: string;
  /** The token of this run; undefined when there is none to tell. */
  readonly token?: string | undefined;
  /** "sha256:<hex>" each. */
  readonly caHashes: readonly string[];
  /** The key of the uploaded certificates; undefined when they were not uploaded. */
  readonly certificateKey?: string | undefined;
  /** False with --skip-token-print. */
  readonly showToken: boolean;
  /** False with --skip-certificate-key-print. */
  readonly showCertificateKey: boolean;
  readonly columns: number;
}

const indent = "  ";
const hidden = { token: "<value withheld>", certificateKey: "<value withheld>" };

/** A command over several lines that can be copied whole. */
function joinLines(facts: InitFacts, controlPlane: boolean): readonly string[] {
  const token = facts.showToken ? (facts.token ?? "<token>") : hidden.token;
  const hashes = facts.caHashes.map((hash) => `${indent}    --discovery-token-ca-cert-hash ${hash}`);
  const key = facts.showCertificateKey ? (facts.certificateKey ?? "<key>") : hidden.certificateKey;
  const lines = [`${indent}kubewright join ${facts.endpoint} --token ${token}`, ...hashes];
  if (controlPlane) lines.push(`${indent}    --control-plane --certificate-key ${key}`);
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

function kubeconfigWords({ kubeconfig, columns }: InitFacts): readonly string[] {
  return [
    ...wrap("To use the cluster as a user of this host:", columns),
    "",
    `${indent}mkdir -p $HOME/.kube`,
    `${indent}sudo cp -i ${kubeconfig} $HOME/.kube/config`,
    `${indent}sudo chown $(id -u):$(id -g) $HOME/.kube/config`,
    "",
    "or, as root:",
    "",
    `${indent}export KUBECONFIG=${kubeconfig}`,
  ];
}

function networkWords({ columns }: InitFacts): readonly string[] {
  const page = "https://kubernetes.io/docs/concepts/cluster-administration/addons/";
  return [
    ...wrap("The node becomes Ready when a Pod network is installed. Choose one of", columns),
    `${indent}${page}`,
    "and apply it:",
    "",
    `${indent}kubectl apply -f <network>.yaml`,
  ];
}

function joinWords(facts: InitFacts): readonly string[] {
  if (facts.token === undefined) {
    return [
      "To add nodes, make a token and the command to type there:",
      "",
      `${indent}kubewright token create --print-join-command`,
    ];
  }
  const controlPlanes =
    facts.certificateKey === undefined
      ? []
      : [
          "To add a control plane, type there as root:",
          "",
          ...joinLines(facts, true),
          "",
          ...wrap(
            "Keep the certificate key secret: it opens the keys of the whole cluster. The stored certificates go away after two hours; to store them again:",
            facts.columns,
          ),
          "",
          `${indent}kubewright init phase upload-certs --upload-certs`,
          "",
        ];
  return [...controlPlanes, "To add a worker, type there as root:", "", ...joinLines(facts, false)];
}

/** What to do after `init`, as kubeadm's users know it: kubeconfig, network, join commands. */
export function initNextSteps(facts: InitFacts): LastWords {
  const opening = facts.changed
    ? "The control plane is up."
    : "Nothing to change: this control plane is as it should be.";
  const lines = facts.changed
    ? [opening, "", ...kubeconfigWords(facts), "", ...networkWords(facts), "", ...joinWords(facts)]
    : [opening];
  const record = {
    type: "result",
    command: "init",
    changed: facts.changed,
    kubeconfig: facts.kubeconfig,
    endpoint: facts.endpoint,
    caCertHashes: facts.caHashes,
    ...(facts.token !== undefined && facts.showToken ? { token: facts.token } : {}),
    ...(facts.certificateKey !== undefined && facts.showCertificateKey ? { certificateKey: facts.certificateKey } : {}),
  };
  return { text: `\n${lines.join("\n")}\n`, record };
}
