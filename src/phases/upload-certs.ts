import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { certificatesSecretName, namespaces } from "../constants/names.ts";
import type { Change } from "../engine/change.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { bootstrapTokenSecret, bootstrapTokenSecretName } from "../manifests/bootstrap-token.ts";
import { tokenParts } from "../manifests/token-parts.ts";
import {
  certificatesRbac,
  certificatesSecret,
  certificatesToken,
  downloadedTree,
  uploadedFiles,
} from "../manifests/uploaded-certificates.ts";
import { reveal, type Secret } from "../secret.ts";
import { objectsStep } from "../steps/objects.ts";
import { step } from "../steps/step.ts";
import { filesAt } from "./issuing-files.ts";

/** One upload of the control plane's certificates. */
export interface CertificateUpload {
  readonly cluster: ClusterConfiguration;
  /** 64 hex digits. */
  readonly certificateKey: Secret;
  /** The token whose expiry takes the upload away; made for this upload. */
  readonly token: Secret;
  readonly now: Date;
  /** Twelve fresh random bytes at each call. */
  readonly nonce: () => Buffer;
  /** "new": an upload that is there is replaced, for nobody has its key any more. "missing": one that opens with this key is left alone. */
  readonly when: "new" | "missing";
}

const certificatesRef: ObjectRef = {
  apiVersion: "v1",
  kind: "Secret",
  namespace: namespaces.system,
  name: certificatesSecretName,
};

/** Phase upload-certs: Secret kubeadm-certs, encrypted with the certificate key, gone after two hours. */
export function uploadCertsPhase(upload: CertificateUpload): Phase {
  const steps = [
    step("certificates-token", "The token that lets the upload expire", (context) => tokenChanges(upload, context), {
      once: true,
    }),
    step("certificates", `Secret ${certificatesSecretName}`, (context) => secretChanges(upload, context), {
      once: true,
    }),
    objectsStep({ id: "certificates-rights", title: "Who may read it", objects: certificatesRbac() }),
  ];
  return { id: "upload-certs", title: "Certificates are uploaded, encrypted", steps };
}

async function tokenChanges(upload: CertificateUpload, context: StepContext): Promise<readonly Change[]> {
  const secret = bootstrapTokenSecret(certificatesToken(upload.token.reveal()), upload.now);
  const live = await liveOrUnknown(context, certificatesRef);
  if (stays(upload, live)) return [];
  const token = await liveOrUnknown(context, tokenRef(upload));
  if (token !== "unknown" && token !== null) return [];
  return [{ kind: "object", write: { verb: "create", object: secret }, before: token, after: secret }];
}

async function secretChanges(upload: CertificateUpload, context: StepContext): Promise<readonly Change[]> {
  const live = await liveOrUnknown(context, certificatesRef);
  if (stays(upload, live)) return [];
  const token = await liveOrUnknown(context, tokenRef(upload));
  const uid =
    token === "unknown" || token === null ? "(known after the token is stored)" : String(token.metadata["uid"]);
  const { id } = tokenParts(upload.token.reveal());
  const files = await uploadedContent(upload.cluster, context);
  const object = certificatesSecret({
    files,
    certificateKey: upload.certificateKey,
    nonce: upload.nonce,
    owner: { tokenId: id, uid },
  });
  const verb = live === "unknown" || live === null ? "create" : "replace";
  return [{ kind: "object", write: { verb, object }, before: live, after: object }];
}

/** A run that is resumed with another certificate key would else tell a key that opens nothing. */
function stays({ when, certificateKey, cluster }: CertificateUpload, live: KubeObject | null | "unknown"): boolean {
  if (live === "unknown" || live === null || when === "new") return false;
  try {
    downloadedTree(live, certificateKey, cluster);
    return true;
  } catch (error) {
    if (error instanceof KubewrightError) return false;
    throw error;
  }
}

function tokenRef(upload: CertificateUpload): ObjectRef {
  const { id } = tokenParts(upload.token.reveal());
  return { apiVersion: "v1", kind: "Secret", namespace: namespaces.system, name: bootstrapTokenSecretName(id) };
}

async function uploadedContent(
  cluster: ClusterConfiguration,
  context: StepContext,
): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = uploadedFiles(cluster);
  const there = await filesAt(
    context.host,
    wanted.map(({ path }) => path),
  );
  const missing = wanted.filter(({ path }) => !there.has(path)).map(({ path }) => path);
  if (missing.length > 0) {
    throw new KubewrightError("UPLOAD_FILE_MISSING", {
      what: `The upload lacks ${missing.join(", ")}.`,
      next: "Run this on a control plane that holds the cluster's authorities, or make them first: kubewright init phase certs all",
    });
  }
  return new Map(
    wanted.map(({ key, path }) => {
      const file = there.get(path);
      return [key, Buffer.from(file === undefined ? "" : reveal(file.content))] as const;
    }),
  );
}

async function liveOrUnknown(context: StepContext, ref: ObjectRef): Promise<KubeObject | null | "unknown"> {
  try {
    return await context.objects.read(ref);
  } catch (error) {
    if (error instanceof NotYetKnown) return "unknown";
    throw error;
  }
}
