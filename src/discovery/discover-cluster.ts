import { setTimeout as pause } from "node:timers/promises";
import type { KubeObject } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { parseObject, parseStatus } from "../kube/api-answer.ts";
import { httpClient } from "../kube/http.ts";
import { tokenParts } from "../manifests/token-parts.ts";
import type { Secret } from "../secret.ts";
import { type ClusterInfo, parsePin, signedTokenIds, verifyClusterInfo } from "./cluster-info.ts";
import { discoveryAnswerError, discoveryFailure, isFinal } from "./discovery-error.ts";

export interface DiscoverySettings {
  readonly view: HostView;
  /** Where the user said that the API server is. */
  readonly server: { readonly host: string; readonly port: number };
  /** "id.secret" */
  readonly token: Secret;
  /** "sha256:…" of the CA's public key; none trusts whoever knows the token. */
  readonly pins: readonly string[];
  /** Milliseconds for everything (timeouts.discovery). */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** When it comes, the look under way is the last: what may still come is waited for no more. */
  readonly lastLook?: AbortSignal | undefined;
  /** Told what is being waited for, as often as it changes. */
  readonly progress?: (text: string) => void;
}

const path = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
const pollMs = 200;
/** A look may take this long: an API server whose etcd has no leader answers late. */
const oneLookMs = 5_000;
/**
 * How long a missing signature is waited for when the cluster has signed for other tokens: the signer works and needs a moment for a
 * token just made; a change of the controller manager's leader takes up to 17 s (its lease of 15 s and a retry of 2 s).
 */
const signerPatienceMs = 20_000;

/**
 * Finds a cluster by its token, in kubeadm's order of trust: an unverified look, the token's signature, the CA pins, and with pins a
 * second look over TLS with the pinned CA that must show the same bytes. What may still come is waited for until the time is up.
 */
export async function discoverCluster(settings: DiscoverySettings): Promise<ClusterInfo> {
  settings.pins.forEach(parsePin);
  const ends = performance.now() + settings.timeoutMs;
  let othersSigned = false;
  const first = await until(
    ends,
    settings,
    async () => {
      const configMap = await fetchClusterInfo(settings, null, ends);
      othersSigned = signedTokenIds(configMap).some((id) => id !== tokenParts(settings.token).id);
      return verifyClusterInfo(configMap, settings.token, settings.pins);
    },
    (failure, waitedMs) => failure.code === "DISCOVERY_NO_SIGNATURE" && othersSigned && waitedMs > signerPatienceMs,
  );
  if (settings.pins.length === 0) return first;
  const second = await until(ends, settings, () => fetchClusterInfo(settings, first.trusted, ends));
  const data = second["data"];
  const text = typeof data === "object" && data !== null && "kubeconfig" in data ? data.kubeconfig : undefined;
  if (text !== first.kubeconfig) throw changed();
  return first;
}

/** Asks again while the failure may pass. */
async function until<T>(
  ends: number,
  settings: DiscoverySettings,
  look: () => Promise<T>,
  hopeless: (failure: KubewrightError, waitedMs: number) => boolean = () => false,
): Promise<T> {
  const began = performance.now();
  for (let last: KubewrightError | undefined; ; ) {
    try {
      return await look();
    } catch (error) {
      const failure = discoveryFailure(error, settings.server);
      const { signal, lastLook, progress } = settings;
      const late = performance.now() + pollMs >= ends || signal?.aborted === true || lastLook?.aborted === true;
      if (late || isFinal(failure) || hopeless(failure, performance.now() - began)) throw telling(failure, last);
      if (failure.what !== last?.what) progress?.(failure.what);
      last = failure;
      await pause(pollMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
}

/** The last look has little time: that it had too little says less than what the look before found. */
function telling(failure: KubewrightError, before: KubewrightError | undefined): KubewrightError {
  return failure.code === "DISCOVERY_TIMEOUT" ? (before ?? failure) : failure;
}

/** One look, anonymous; with a CA the server must prove itself, without one it need not. */
async function fetchClusterInfo(settings: DiscoverySettings, ca: string | null, ends: number): Promise<KubeObject> {
  const { view, server, signal } = settings;
  const tls = ca === null ? { verify: false } : { verify: true, ca };
  const http = httpClient({ view, target: server, host: server.host, tls, maxConnections: 1 });
  const deadlineMs = Math.max(1, Math.min(oneLookMs, ends - performance.now()));
  try {
    const headers = { accept: "application/json" };
    const look = {
      method: "GET",
      path,
      headers,
      deadlineMs,
      retry: "none",
      maxBytes: 4 * 1024 * 1024,
      signal,
    } as const;
    const answer = await http.request(look);
    if (answer.status !== 200) throw discoveryAnswerError(answer.status, parseStatus(answer.body), server);
    return parseObject(answer.body);
  } finally {
    http.close();
  }
}

function changed(): KubewrightError {
  return new KubewrightError("DISCOVERY_CHANGED", {
    what: "the verified server shows another cluster-info than the first, unverified look",
    why: "it was changed in this moment, or the first answer came from somebody else",
    next: "Run the command again; if it happens again, find out who answers at this address.",
  });
}
