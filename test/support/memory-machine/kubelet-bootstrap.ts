import { generateKeyPairSync } from "node:crypto";
import { bootstrapKubeletConf, kubeletClientCurrent, kubeletConf } from "../../../src/constants/paths.ts";
import { joinedKubeletConf, kubeletClientFiles } from "../../../src/manifests/kubelet-client.ts";
import { parseKubeconfig } from "../../../src/manifests/parse-kubeconfig.ts";
import { issueLeaf } from "../../../src/pki/issue.ts";
import { privateKeyPem } from "../../../src/pki/private-key.ts";
import { reveal } from "../../../src/secret.ts";
import type { FakeApiServer } from "../fake-api-server.ts";
import { nodeName } from "./kubelet-process.ts";
import type { MemoryMachine } from "./memory-machine.ts";

const yearMs = 31_536_000_000;
/** Milliseconds. */
const signingMs = 30;

/**
 * The kubelet writes its kubeconfig, which names a certificate that is not there yet, then asks for the certificate with the
 * token it was given. It syncs neither. False while the cluster does not let it, or has not signed yet.
 */
export function bootstrapKubelet(machine: MemoryMachine): boolean {
  const text = machine.host.text(bootstrapKubeletConf);
  if (text === null) return false;
  const config = parseKubeconfig(text, bootstrapKubeletConf);
  const server = machine.network.find(new URL(config.server).hostname)?.apiServer ?? null;
  if (!namesItsCertificate(machine)) {
    const content = reveal(joinedKubeletConf(config.server, config.caCertificate ?? ""));
    machine.host.files.scribble(kubeletConf, { type: "file", content, mode: 0o600, owner: "0:0" });
    return true;
  }
  if (server === null || config.token === undefined || !mayBootstrap(server, reveal(config.token))) return false;
  if (!isSigned(machine)) return false;
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = new Date();
  const certificate = issueLeaf({
    content: {
      subject: { commonName: `system:node:${nodeName(machine)}`, organizations: ["system:nodes"] },
      usages: ["client"],
      dnsNames: [],
      ipAddresses: [],
    },
    validity: { notBefore: new Date(now.getTime() - 300_000), notAfter: new Date(now.getTime() + yearMs) },
    serial: BigInt(now.getTime()),
    publicKey,
    authority: server.authority.authority,
  });
  for (const [path, state] of kubeletClientFiles({ certificate, key: privateKeyPem(privateKey), now })) {
    machine.host.files.scribble(path, state);
  }
  return true;
}

const asked = new WeakMap<MemoryMachine, "waits" | "signed">();

/** The cluster signs when the one who asked has had the time to look for it and not find it. */
function isSigned(machine: MemoryMachine): boolean {
  if (asked.get(machine) === "signed") return asked.delete(machine);
  if (asked.get(machine) === undefined) {
    asked.set(machine, "waits");
    setTimeout(() => {
      asked.set(machine, "signed");
      machine.network.settle();
    }, signingMs);
  }
  return false;
}

function namesItsCertificate(machine: MemoryMachine): boolean {
  try {
    const config = parseKubeconfig(machine.host.text(kubeletConf) ?? "", kubeletConf);
    return config.clientCertificateFile === kubeletClientCurrent;
  } catch {
    return false;
  }
}

/** The token is alive, and the rights that let nodes join are there. */
function mayBootstrap({ objects }: FakeApiServer, token: string): boolean {
  const [id = "", secret = ""] = token.split(".");
  const ref = { apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: `bootstrap-token-${id}` };
  const data = (objects.get(ref)?.["data"] ?? {}) as Readonly<Record<string, string>>;
  const field = (name: string) => Buffer.from(data[name] ?? "", "base64").toString();
  const alive = field("expiration") === "" || Date.parse(field("expiration")) > Date.now();
  const rights = ["kubeadm:kubelet-bootstrap", "kubeadm:node-autoapprove-bootstrap"].map((name) =>
    objects.get({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", name }),
  );
  return secret !== "" && field("token-secret") === secret && alive && !rights.includes(null);
}
