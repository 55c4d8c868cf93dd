import { posix } from "node:path";
import { groups } from "../constants/names.ts";
import { kubeletClientCurrent, kubeletConf, kubeletPkiDir } from "../constants/paths.ts";
import type { FileChange } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { directoryState, textState } from "../host/file-state.ts";
import type { FileState } from "../host/host.ts";
import { joinedKubeletConf, kubeletClientFiles } from "../manifests/kubelet-client.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { type Authority, issueLeaf, validityFrom } from "../pki/issue.ts";
import { mintKey } from "../pki/mint-key.ts";
import { publicKeyOf } from "../pki/private-key.ts";
import { isIssuedBy } from "../pki/verify-chain.ts";
import type { Secret } from "../secret.ts";
import { filesStep } from "../steps/files.ts";
import { joinedStep } from "../steps/joined.ts";
import { step } from "../steps/step.ts";
import { filesAt, textOf } from "./issuing-files.ts";
import { randomSerial } from "./issuing-serial.ts";

/** What a worker gets over the channel that is trusted already, in place of a token. */
export interface KubeletCredentials {
  /** Of the Node. */
  readonly name: string;
  /** Where the nodes of this cluster have their certificates: "/etc/kubernetes/pki". */
  readonly certificatesDir: string;
  readonly caCertificate: () => Promise<string>;
  /** Asked for only when a certificate is missing or has ended. */
  readonly signer: () => Promise<Authority>;
  /** "https://host:port" of the control plane. */
  readonly server: string;
  readonly now: Date;
  /** Milliseconds. */
  readonly validityMs: number;
}

/**
 * Phase kubelet-credentials: the cluster's CA, a client certificate for this node's kubelet with a key on P-256, in the
 * form in which the kubelet keeps and renews it, and the kubelet.conf that leads to it.
 */
export function kubeletCredentialsPhase(credentials: KubeletCredentials): Phase {
  const title = "The kubelet's certificate";
  const issued = once(() => issue(credentials));
  return {
    id: "kubelet-credentials",
    title: "The kubelet may speak to the cluster",
    steps: [
      joinedStep("kubelet-credentials", title, [
        filesStep({
          id: "ca",
          title: "The cluster's CA",
          foreign: "refuse",
          tree: async () =>
            new Map([
              [
                posix.join(credentials.certificatesDir, "ca.crt"),
                textState(await credentials.caCertificate()),
              ] as const,
            ]),
        }),
        step("kubelet-certificate", title, (context) => certificate(credentials, issued, context)),
        filesStep({
          id: "kubelet-conf",
          title: "kubelet.conf",
          foreign: "overwrite",
          tree: async () => {
            const text = joinedKubeletConf(credentials.server, await credentials.caCertificate());
            return new Map([[kubeletConf, textState(text, 0o600)] as const]);
          },
        }),
      ]),
    ],
  };
}

interface Issued {
  readonly certificate: string;
  readonly key: Secret;
}

/** Planned twice, it is the same key. */
function once(make: () => Promise<Issued>): () => Promise<Issued> {
  let made: Promise<Issued> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function issue({ name, signer, now, validityMs }: KubeletCredentials): Promise<Issued> {
  const [authority, key] = await Promise.all([signer(), mintKey("ECDSA-P256")]);
  const content = {
    subject: { organizations: [groups.nodes], commonName: `system:node:${name}` },
    usages: ["client"],
    dnsNames: [],
    ipAddresses: [],
  } as const;
  const order = { content, publicKey: publicKeyOf(key), authority, validity: validityFrom(now, validityMs) };
  return { certificate: issueLeaf({ ...order, serial: randomSerial() }), key };
}

async function certificate(
  credentials: KubeletCredentials,
  issued: () => Promise<Issued>,
  context: StepContext,
): Promise<readonly FileChange[]> {
  const there = await context.host.read([kubeletPkiDir, kubeletClientCurrent]);
  if (await isUsable(credentials, context)) return [];
  const files = kubeletClientFiles({ ...(await issued()), now: credentials.now });
  const change = (path: string, after: FileState): FileChange => ({
    kind: "file",
    path,
    before: there.get(path) ?? null,
    after,
  });
  const directory = there.has(kubeletPkiDir) ? [] : [change(kubeletPkiDir, directoryState(0o755))];
  return [...directory, ...[...files].map(([path, state]) => change(path, state))];
}

/** False when there is none or it has ended. Error KUBELET_CERTIFICATE_FOREIGN for that of another node or cluster. */
async function isUsable(credentials: KubeletCredentials, { host }: StepContext): Promise<boolean> {
  const file = (await filesAt(host, [kubeletClientCurrent])).get(kubeletClientCurrent);
  if (file === undefined) return false;
  const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/.exec(textOf(file))?.[0];
  if (block === undefined) return false;
  const found = parseCertificate(block, kubeletClientCurrent);
  const authority = parseCertificate(await credentials.caCertificate(), "the cluster's CA");
  const wanted = `system:node:${credentials.name}`;
  const isOwn = found.subject.commonName === wanted;
  if (!isOwn || !isIssuedBy(found, authority)) {
    throw new KubewrightError("KUBELET_CERTIFICATE_FOREIGN", {
      what: `The kubelet's certificate is ${isOwn ? "another cluster's" : `that of ${found.subject.commonName}, not of ${wanted}`}.`,
      next: "If this host is of no use to its cluster any more, clean it first: kubewright reset",
    });
  }
  return found.notAfter > credentials.now;
}
