import type { BootstrapToken } from "../config/v1beta4.ts";
import { bootstrapTokenSecretType, namespaces } from "../constants/names.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { bootstrapTokenSecret, readBootstrapToken } from "../manifests/bootstrap-token.ts";
import { clusterInfoKubeconfig, clusterInfoObjects } from "../manifests/cluster-info.ts";
import { bootstrapRbac } from "../manifests/rbac.ts";
import { parseCertificate } from "../pki/certificate.ts";
import type { Secret } from "../secret.ts";
import { objectsStep } from "../steps/objects.ts";
import { filesAt, textOf } from "./issuing-files.ts";

/** What nodes need to join with a token. */
export interface JoinOffer {
  /** Tokens of this run; none on a later run, for those that expired are not made again. */
  readonly tokens: readonly BootstrapToken[];
  /** Tokens that are there are written anew, as kubeadm does, so that their time begins again; else they are left alone. */
  readonly renews: boolean;
  readonly now: Date;
  /** "https://host:port" as joining nodes reach it. */
  readonly server: string;
  /** Where the cluster's CA certificate lies. */
  readonly caPath: string;
}

/** Phase bootstrap-token: the tokens, who may do what with them, and cluster-info, signed at once so that no join waits for a controller. */
export function bootstrapTokenPhase(offer: JoinOffer): Phase {
  const secrets = offer.tokens.map((token) => bootstrapTokenSecret(token, offer.now));
  return {
    id: "bootstrap-token",
    title: "Nodes can join",
    steps: [
      objectsStep({ id: "tokens", title: "Join tokens", objects: secrets, write: offer.renews ? "replace" : "create" }),
      objectsStep({
        id: "cluster-info",
        title: "What a joining node needs",
        objects: async (context) => [...bootstrapRbac(), ...(await clusterInfo(offer, context))],
      }),
    ],
  };
}

async function clusterInfo(offer: JoinOffer, context: StepContext): Promise<readonly KubeObject[]> {
  const file = (await filesAt(context.host, [offer.caPath])).get(offer.caPath);
  if (file === undefined) throw new NotYetKnown("the cluster's CA is made");
  // What stands behind the CA in its file, a company's root say, is nothing that nodes are to trust.
  const { pem: caCertificate } = parseCertificate(textOf(file), offer.caPath);
  const kubeconfig = clusterInfoKubeconfig({ caCertificate, server: offer.server });
  return clusterInfoObjects(kubeconfig, await signingTokens(offer, context));
}

/** Every token that may sign: those of the cluster and those of this run. The controller's signer makes the same signatures. */
async function signingTokens(offer: JoinOffer, context: StepContext): Promise<readonly (string | Secret)[]> {
  const own = offer.tokens.filter((token) => token.usages.includes("signing")).map((token) => token.token);
  const stored = (await storedTokens(context)).filter((token) => token.usages.includes("signing"));
  const others = stored.filter((token) => !own.includes(token.token.reveal())).map((token) => token.token);
  return [...own, ...others];
}

async function storedTokens(context: StepContext) {
  try {
    const secrets = await context.objects.list({
      apiVersion: "v1",
      kind: "Secret",
      namespace: namespaces.system,
      fieldSelector: `type=${bootstrapTokenSecretType}`,
    });
    return secrets.map(readBootstrapToken).filter((token) => token !== null);
  } catch (error) {
    if (error instanceof NotYetKnown) return [];
    throw error;
  }
}
