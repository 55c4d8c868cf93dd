import type { Change } from "../../src/engine/change.ts";
import type { RunEvent } from "../../src/engine/event.ts";
import { KubewrightError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";

const start = Date.parse("2026-11-21T12:00:00Z");

type Told<Event = RunEvent> = Event extends RunEvent ? Omit<Event, "at" | "host"> : never;

/** Events of a run on cp1, each a little later than the one before. */
export function told(
  ...events: readonly (Told & { readonly after?: number; readonly on?: string })[]
): readonly RunEvent[] {
  let at = start;
  return events.map(({ after = 100, on = "cp1", ...event }) => {
    at += after;
    return { at, host: on, ...event } as RunEvent;
  });
}

export const caCertificate: Change = {
  kind: "file",
  path: "/etc/kubernetes/pki/ca.crt",
  before: null,
  after: {
    type: "file",
    content: "-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIIQ\nAAAA\n-----END CERTIFICATE-----\n",
    mode: 0o644,
    owner: "0:0",
  },
};

export const caKey: Change = {
  kind: "file",
  path: "/etc/kubernetes/pki/ca.key",
  before: null,
  after: { type: "file", content: new Secret("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n"), mode: 0o600, owner: "0:0" },
};

export const manifest: Change = {
  kind: "file",
  path: "/etc/kubernetes/manifests/kube-controller-manager.yaml",
  before: {
    type: "file",
    content: "a: 1\nb: 2\nc: 3\nd: --cluster-cidr=10.244.0.0/16\ne: 5\n",
    mode: 0o600,
    owner: "0:0",
  },
  after: {
    type: "file",
    content: "a: 1\nb: 2\nc: 3\nd: --cluster-cidr=10.32.0.0/12\ne: 5\n",
    mode: 0o600,
    owner: "0:0",
  },
};

export const restart: Change = {
  kind: "command",
  title: "restart kubelet",
  command: { argv: ["systemctl", "restart", "kubelet"], stdin: new Secret("hunter2") },
  makes: [],
};

export const tokenSecret: Change = {
  kind: "object",
  write: {
    verb: "apply",
    object: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "bootstrap-token-abcdef", namespace: "kube-system" },
      stringData: { "token-id": "abcdef", "token-secret": "hunter2" },
    },
  },
  before: "unknown",
  after: null,
};

export const wait: Change = {
  kind: "wait",
  title: "the API server answers",
  until: { name: "livez", read: async () => ({ done: true, found: "ok" }) },
  timeoutMs: 240_000,
  code: "API_SERVER_SILENT",
  next: "Look at it.",
};

const phase = (
  name: string,
  title: string,
  changes: readonly Change[],
  took: number,
): readonly (Told & { after?: number })[] => [
  { type: "phase-started", phase: name, title },
  { type: "step-started", phase: name, step: `${name}/all`, title, after: 0 },
  {
    type: "step-ended",
    phase: name,
    step: `${name}/all`,
    outcome: changes.length === 0 ? "unchanged" : "applied",
    changes,
    after: took,
  },
  {
    type: "phase-ended",
    phase: name,
    outcome: changes.length === 0 ? "unchanged" : "applied",
    durationMs: took,
    after: 0,
  },
];

/** A run that goes well. */
export const goodRun: readonly RunEvent[] = told(
  ...phase("preflight", "Check that nothing is in the way", [], 312),
  {
    type: "note",
    phase: "preflight",
    level: "warning",
    text: "The host name cp1 does not resolve; the kubelet is told its address instead.",
    after: 0,
  },
  ...phase("certs/ca", "Make the cluster's CA", [caCertificate, caKey], 90),
  ...phase("certs/sa", "Make the key pair that signs service account tokens", [caKey], 40),
  ...phase("kubelet-start", "Start the kubelet", [manifest, restart], 1204),
  { type: "phase-started", phase: "wait-control-plane", title: "Wait until the control plane answers" },
  {
    type: "step-started",
    phase: "wait-control-plane",
    step: "wait-control-plane/api",
    title: "Wait for the API server",
    after: 0,
  },
  {
    type: "progress",
    phase: "wait-control-plane",
    step: "wait-control-plane/api",
    text: "the API server: connection refused",
    after: 5100,
  },
  {
    type: "step-ended",
    phase: "wait-control-plane",
    step: "wait-control-plane/api",
    outcome: "applied",
    changes: [wait],
    after: 400,
  },
  { type: "phase-ended", phase: "wait-control-plane", outcome: "applied", durationMs: 5500, after: 0 },
  ...phase("bootstrap-token", "Make the token with which nodes join", [tokenSecret], 55),
);

export const failure = new KubewrightError("API_SERVER_SILENT", {
  what: 'The API server did not answer within 4m: \u001b]0;owned\u0007unknown flag "--foo".',
  why: "The container kube-apiserver ended with code 1. Its last words were: unknown flag: --foo. This flag was given in ClusterConfiguration, apiServer.extraArgs.",
  next: "Take foo out of apiServer.extraArgs in kubeadm.yaml, then run kubewright init again.",
  node: "cp1",
  step: "wait-control-plane/api",
});

/** A run that does not: the same start, and the API server stays silent. */
export const badRun: readonly RunEvent[] = [
  ...goodRun.slice(0, 19),
  ...told(
    { type: "phase-started", phase: "wait-control-plane", title: "Wait until the control plane answers", after: 5000 },
    { type: "failed", phase: "wait-control-plane", step: "wait-control-plane/api", error: failure, after: 90_000 },
    { type: "phase-ended", phase: "wait-control-plane", outcome: "failed", durationMs: 90_000 },
  ),
];
