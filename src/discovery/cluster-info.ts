import { createHash, timingSafeEqual, X509Certificate } from "node:crypto";
import { jwsKeyPrefix } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { isRecord } from "../kube/is-record.ts";
import { printable } from "../kube/printable.ts";
import { jwsKey, verifyJws } from "../manifests/jws.ts";
import { tokenParts } from "../manifests/token-parts.ts";
import { caPin } from "../pki/ca-pin.ts";
import type { Secret } from "../secret.ts";
import { type ClusterAddress, readDiscoveryKubeconfig } from "./discovery-kubeconfig.ts";

/** What a cluster says about itself to those who know a token. */
export interface ClusterInfo extends ClusterAddress {
  /** The kubeconfig text, byte for byte. */
  readonly kubeconfig: string;
  /** Those certificates of `ca` that a pin names; all of them when there are no pins. */
  readonly trusted: string;
}

/**
 * Checks a ConfigMap kube-public/cluster-info that came over a connection nobody vouches for: first the signature, then what was
 * signed, then the pins. Codes: DISCOVERY_NO_CLUSTER_INFO, DISCOVERY_NO_SIGNATURE, DISCOVERY_WRONG_TOKEN, DISCOVERY_MALFORMED,
 * DISCOVERY_WRONG_PIN, DISCOVERY_BAD_PIN.
 */
export function verifyClusterInfo(configMap: KubeObject, token: Secret, pins: readonly string[]): ClusterInfo {
  const wanted = pins.map(parsePin);
  const kubeconfig = signedKubeconfig(configMap, token);
  const { server, ca } = readSigned(kubeconfig);
  return { kubeconfig, server, ca, trusted: pinnedCertificates(ca, wanted) };
}

/** "sha256:<64 hex digits>" of each certificate's public key (SubjectPublicKeyInfo, DER), in the bundle's order. */
export function caPins(bundle: string): readonly string[] {
  return certificatesOf(bundle).map(caPin);
}

/** Ids of the tokens that the ConfigMap holds a signature for. */
export function signedTokenIds(configMap: KubeObject): readonly string[] {
  return Object.keys(dataOf(configMap)).flatMap((key) =>
    key.startsWith(jwsKeyPrefix) && /^[a-z0-9]{6}$/.test(key.slice(jwsKeyPrefix.length))
      ? key.slice(jwsKeyPrefix.length)
      : [],
  );
}

/** The kubeconfig, if the token's signature of it is right. The comparison takes the same time wherever they differ. */
function signedKubeconfig(configMap: KubeObject, token: Secret): string {
  const { id } = tokenParts(token);
  const data = dataOf(configMap);
  const kubeconfig = data["kubeconfig"];
  if (typeof kubeconfig !== "string" || kubeconfig === "") throw noClusterInfo();
  const key = jwsKey(token);
  const signature = Object.hasOwn(data, key) ? data[key] : undefined;
  if (typeof signature !== "string" || signature === "") throw noSignature(configMap, id);
  if (!verifyJws(token, kubeconfig, signature)) throw wrongToken(id);
  return kubeconfig;
}

function readSigned(kubeconfig: string): ClusterAddress {
  try {
    const read = readDiscoveryKubeconfig(kubeconfig);
    if (caPins(read.ca).length === 0) throw new Error("it holds no CA certificate");
    return read;
  } catch (error) {
    throw new KubewrightError("DISCOVERY_MALFORMED", {
      what: "the kubeconfig in the cluster's cluster-info cannot be used",
      why: printable(reasonIn(error)),
      next: "Repair ConfigMap kube-public/cluster-info: `kubewright init phase bootstrap-token` writes it again.",
      cause: error,
    });
  }
}

function pinnedCertificates(bundle: string, pins: readonly string[]): string {
  if (pins.length === 0) return bundle;
  const certificates = certificatesOf(bundle);
  const pinned = certificates.filter((certificate) => pins.some((pin) => sameText(pin, caPin(certificate))));
  if (pinned.length === 0) throw wrongPin(pins, certificates.map(caPin));
  return pinned.map((certificate) => certificate.toString()).join("");
}

function reasonIn(error: unknown): string {
  if (error instanceof KubewrightError) return error.why ?? error.what;
  return error instanceof Error ? error.message : "it cannot be read";
}

/** The pin in lower case; DISCOVERY_BAD_PIN when it is none. */
export function parsePin(pin: string): string {
  const lower = pin.toLowerCase();
  if (/^sha256:[0-9a-f]{64}$/.test(lower)) return lower;
  throw new KubewrightError("DISCOVERY_BAD_PIN", {
    what: "a CA certificate hash is malformed",
    why: `${JSON.stringify(pin.slice(0, 100))} is not "sha256:" and 64 hexadecimal digits`,
    next: "Copy it from `kubewright token create --print-join-command` on a control-plane host.",
    exitCode: exitCodes.usage,
  });
}

function certificatesOf(bundle: string): readonly X509Certificate[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => createHash("sha256").update(text, "utf8").digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function dataOf(configMap: KubeObject): Readonly<Record<string, unknown>> {
  return isRecord(configMap["data"]) ? configMap["data"] : {};
}

function noClusterInfo(): KubewrightError {
  return new KubewrightError("DISCOVERY_NO_CLUSTER_INFO", {
    what: "the cluster does not publish itself for joining",
    why: "ConfigMap kube-public/cluster-info is missing or empty",
    next: "On a control-plane host: `kubewright init phase bootstrap-token`.",
  });
}

function noSignature(configMap: KubeObject, id: string): KubewrightError {
  const others = signedTokenIds(configMap);
  const instead =
    others.length === 0 ? "no token at all" : `only the token${others.length === 1 ? "" : "s"} ${others.join(", ")}`;
  return new KubewrightError("DISCOVERY_NO_SIGNATURE", {
    what: `the cluster does not know the token ${id}, or no longer`,
    why: `cluster-info is signed with ${instead}: a token that has expired or was never made there leaves no signature`,
    next: "On a control-plane host: `kubewright token create --print-join-command`.",
  });
}

function wrongToken(id: string): KubewrightError {
  return new KubewrightError("DISCOVERY_WRONG_TOKEN", {
    what: `the secret part of token ${id} is wrong, or the answer is forged`,
    why: "the signature of cluster-info does not fit this token",
    next: "Compare the token with `kubewright token list` on a control-plane host; if it is right, somebody stands between you and the cluster.",
  });
}

function wrongPin(pins: readonly string[], found: readonly string[]): KubewrightError {
  return new KubewrightError("DISCOVERY_WRONG_PIN", {
    what: "the cluster's CA is not the one that was pinned",
    why: `pinned: ${pins.join(", ")}; found: ${found.join(", ")}. This is another cluster, or somebody stands between you and it`,
    next: "Take the hash from `kubewright token create --print-join-command` on a control-plane host of the cluster you mean. If it is the pinned one, do not join: find out who answers at this address.",
  });
}
