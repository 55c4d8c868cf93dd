import { keyAlgorithm } from "../config/key-algorithm.ts";
import type { ClusterConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import type { HostView } from "../host/host.ts";
import { type Credentials, kubeconfig } from "../manifests/kubeconfig.ts";
import { clientContent } from "../manifests/kubeconfig-catalog.ts";
import { controlPlaneServer } from "../manifests/server-url.ts";
import { Authorities } from "../phases/issuing-authorities.ts";
import { randomSerial } from "../phases/issuing-serial.ts";
import type { Certificate } from "../pki/certificate.ts";
import { issueLeaf, validityFrom } from "../pki/issue.ts";
import { mintKey } from "../pki/mint-key.ts";
import { publicKeyOf } from "../pki/private-key.ts";
import { Secret } from "../secret.ts";

/** Who gets a kubeconfig, and for how long. */
export interface UserRequest {
  /** The machine that has the cluster's authority. */
  readonly view: HostView;
  readonly cluster: ClusterConfiguration;
  readonly localEndpoint: Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort">;
  /** The user, and the common name of its certificate. */
  readonly clientName: string;
  /** Its groups. */
  readonly organizations: readonly string[];
  readonly validityPeriodMs: number;
  /** In place of a certificate. */
  readonly token?: string | Secret;
  readonly now: Date;
}

/**
 * A kubeconfig for a further user, for the control plane's endpoint. Nothing is stored.
 * KubewrightError CA_MISSING, CA_KEY_MISSING: with a token the authority's key is not needed.
 */
export async function userKubeconfig(request: UserRequest): Promise<Secret> {
  const authorities = new Authorities(request.cluster.certificatesDir);
  const authority = await authorities.certificate(request.view, "ca");
  return kubeconfig({
    clusterName: request.cluster.clusterName,
    server: controlPlaneServer(request.cluster, request.localEndpoint),
    caCertificate: authority.pem,
    user: request.clientName,
    credentials: await credentialsFor(request, authorities, authority),
  });
}

async function credentialsFor(
  { token, view, cluster, clientName, organizations, now, validityPeriodMs }: UserRequest,
  authorities: Authorities,
  { notBefore }: Certificate,
): Promise<Credentials> {
  if (token !== undefined) return { token: typeof token === "string" ? new Secret(token) : token };
  const [authority, key] = await Promise.all([authorities.pair(view, "ca"), mintKey(keyAlgorithm(cluster))]);
  const certificate = issueLeaf({
    content: clientContent(clientName, organizations),
    publicKey: publicKeyOf(key),
    authority,
    validity: { ...validityFrom(now, validityPeriodMs), notBefore },
    serial: randomSerial(),
  });
  return { certificate, key };
}
