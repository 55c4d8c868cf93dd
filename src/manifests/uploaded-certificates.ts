import { posix } from "node:path";
import type { BootstrapToken, ClusterConfiguration } from "../config/v1beta4.ts";
import { certificatesSecretName, groups, namespaces, roles } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { FileState, FileTree } from "../host/host.ts";
import { reveal, Secret } from "../secret.ts";
import { decrypt, encrypt } from "./aes-gcm.ts";
import { bootstrapTokenSecretName } from "./bootstrap-token.ts";
import { isMapping } from "./merge-patch.ts";
import { group, readOne } from "./rbac.ts";

/** Milliseconds that uploaded certificates stay in the cluster. */
const lifetime = 2 * 60 * 60 * 1000;

/** One entry of the Secret and the file it stands for. */
export interface UploadedFile {
  readonly key: string;
  readonly path: string;
}

/** What a joining control plane needs, by its key in the Secret. */
export function uploadedFiles(cluster: ClusterConfiguration): readonly UploadedFile[] {
  const inDir = (key: string, file = key): UploadedFile => ({ key, path: posix.join(cluster.certificatesDir, file) });
  const shared = ["ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "sa.pub", "sa.key"];
  const { external } = cluster.etcd;
  const etcd =
    external === undefined
      ? [inDir("etcd-ca.crt", "etcd/ca.crt"), inDir("etcd-ca.key", "etcd/ca.key")]
      : [
          { key: "external-etcd-ca.crt", path: external.caFile },
          { key: "external-etcd.crt", path: external.certFile },
          { key: "external-etcd.key", path: external.keyFile },
        ];
  return [...shared.map((key) => inDir(key)), ...etcd];
}

/** The token whose only purpose is to expire: the Secret belongs to it and goes with it. */
export function certificatesToken(token: string): BootstrapToken {
  const description = "Proxy for managing TTL for the kubeadm-certs secret";
  return { token, description, ttl: lifetime, usages: [], groups: [] };
}

/** The Secret kubeadm-certs. `files` has the content by key, a file that is missing is an empty value; `nonce` gives 12 fresh random bytes at each call; `owner` is the Secret of `certificatesToken` as the cluster holds it. */
export function certificatesSecret(parts: {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly certificateKey: string | Secret;
  readonly nonce: () => Buffer;
  readonly owner: { readonly tokenId: string; readonly uid: string };
}): KubeObject {
  const sealed = (content: Buffer): Secret =>
    new Secret(content.length === 0 ? "" : encrypt(parts.certificateKey, parts.nonce(), content).toString("base64"));
  const name = bootstrapTokenSecretName(parts.owner.tokenId);
  const owner = { apiVersion: "v1", blockOwnerDeletion: true, controller: true, kind: "Secret" };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: certificatesSecretName,
      namespace: namespaces.system,
      ownerReferences: [{ ...owner, name, uid: parts.owner.uid }],
    },
    type: "Opaque",
    data: Object.fromEntries([...parts.files].map(([key, content]) => [key, sealed(content)])),
  };
}

/** Who may read that Secret: whoever joins. Without the certificate key it tells nothing. */
export function certificatesRbac(): KubeObject[] {
  const target = { namespace: namespaces.system, resource: "secrets", name: certificatesSecretName } as const;
  return readOne(roles.certificates, target, [group(groups.bootstrappers)]);
}

/** The files in a Secret kubeadm-certs, decrypted: private keys 0600, all else 0644. An empty value is left out. Throws UPLOADED_CERTIFICATE_MISSING, CERTIFICATE_KEY_WRONG. */
export function downloadedTree(
  secret: KubeObject,
  certificateKey: string | Secret,
  cluster: ClusterConfiguration,
): FileTree {
  const data = isMapping(secret["data"]) ? secret["data"] : {};
  const missing = uploadedFiles(cluster).filter(({ key }) => !isText(data[key]));
  if (missing.length > 0) {
    throw new KubewrightError("UPLOADED_CERTIFICATE_MISSING", {
      what: `Secret ${certificatesSecretName} lacks ${missing.map(({ key }) => key).join(", ")}`,
      why: "it was uploaded for another kind of etcd, or was changed",
      next: "Upload them again on a control plane: kubewright init phase upload-certs --upload-certs",
    });
  }
  return new Map(
    uploadedFiles(cluster).flatMap(({ key, path }): [string, FileState][] => {
      const value = data[key];
      const sealed = Buffer.from(isText(value) ? reveal(value) : "", "base64");
      return sealed.length === 0 ? [] : [[path, downloaded(decrypt(certificateKey, sealed).toString("utf8"))]];
    }),
  );
}

function isText(value: unknown): value is string | Secret {
  return typeof value === "string" || value instanceof Secret;
}

function downloaded(text: string): FileState {
  const isPrivate = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
  return {
    type: "file",
    content: isPrivate ? new Secret(text) : text,
    mode: isPrivate ? 0o600 : 0o644,
    owner: "0:0",
  };
}
