import { generateKeyPairSync } from "node:crypto";
import { bootstrapKubeletConf, kubeletConf } from "../../../src/constants/paths.ts";
import { joinedKubeletConf, kubeletClientFiles } from "../../../src/manifests/kubelet-client.ts";
import { parseKubeconfig } from "../../../src/manifests/parse-kubeconfig.ts";
import { issueLeaf } from "../../../src/pki/issue.ts";
import { privateKeyPem } from "../../../src/pki/private-key.ts";
import { reveal } from "../../../src/secret.ts";
import type { FakeApiServer } from "../fake-api-server.ts";
import { nodeName } from "./kubelet-process.ts";
import type { MemoryMachine } from "./memory-machine.ts";

const yearMs = 31_536_000_000;

/** The kubelet asks for its certificate with the token it was given, and writes its kubeconfig, which it does not sync. False while the cluster does not let it. */
export function bootstrapKubelet(machine: MemoryMachine): boolean {
  const text = machine.host.text(bootstrapKubeletConf);
  if (text === null) return false;
  const config = parseKubeconfig(text, bootstrapKubeletConf);
  const server = machine.network.find(new URL(config.server).hostname)?.apiServer ?? null;
  if (server === null || config.token === undefined || !mayBootstrap(server, reveal(config.token))) return false;
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
  const content = reveal(joinedKubeletConf(config.server, server.authority.cert));
  machine.host.files.scribble(kubeletConf, { type: "file", content, mode: 0o600, owner: "0:0" });
  return true;
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
