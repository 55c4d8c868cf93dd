import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { printable } from "../kube/printable.ts";
import { type FailureReason, TransportFailure } from "../kube/transport-failure.ts";

const lookAtMember = "Look at the member on its host: `crictl ps -a --name etcd` and its log under /var/log/pods.";

const codesByReason: Readonly<Partial<Record<FailureReason, readonly [string, ExitCode]>>> = {
  refused: ["ETCD_REFUSED", exitCodes.unreachable],
  unreachable: ["ETCD_UNREACHABLE", exitCodes.unreachable],
  unresolved: ["ETCD_UNREACHABLE", exitCodes.unreachable],
  reset: ["ETCD_UNREACHABLE", exitCodes.unreachable],
  timeout: ["ETCD_TIMEOUT", exitCodes.unreachable],
  garbled: ["ETCD_GARBLED", exitCodes.stepFailed],
  "too-large": ["ETCD_GARBLED", exitCodes.stepFailed],
  aborted: ["ETCD_ABORTED", exitCodes.interrupted],
};

/** The error for a request to which no member gave a whole answer. What is no TransportFailure comes back as it is. */
export function etcdUnanswered(error: unknown, server: string): unknown {
  if (!(error instanceof TransportFailure)) return error;
  const [code, exitCode] = codesByReason[error.reason] ?? ["ETCD_TLS", exitCodes.stepFailed];
  const what =
    code === "ETCD_TLS" ? `no TLS connection with etcd at ${server}` : `etcd at ${server} gave no usable answer`;
  return new KubewrightError(code, { what, why: printable(error.message), next: lookAtMember, exitCode, cause: error });
}

/** etcd's own words, what they mean for us, and what to do. */
const refusals: readonly (readonly [RegExp, string, string])[] = [
  [
    /too many learner/,
    "ETCD_TOO_MANY_LEARNERS",
    "Wait until the other new member is promoted; a learner left behind must be removed first.",
  ],
  [/in sync with leader/, "ETCD_NOT_IN_SYNC", "Wait until the new member has caught up."],
  [/member not found/, "ETCD_NO_SUCH_MEMBER", "Nothing needs to be done about it."],
  [
    /Peer URLs already exists|member ID already exist/,
    "ETCD_PEER_EXISTS",
    "The member list holds this address already: run the command again.",
  ],
  [/can only promote a learner/, "ETCD_NOT_LEARNER", "Nothing needs to be done about it."],
  [
    /unhealthy cluster|not enough started members|no leader|leader changed|too many requests|timed out/,
    "ETCD_UNHEALTHY",
    "Bring the other etcd members up first, then run the command again.",
  ],
  [/not supported for learner/, "ETCD_LEARNER", "Ask another member: a learner answers only for itself."],
  [
    /permission denied|invalid auth token|authentication/,
    "ETCD_DENIED",
    "Use the client certificate pki/etcd/healthcheck-client.",
  ],
];

/** The error for an answer other than 200. `doing` completes "etcd refused to …". */
export function etcdRefused(doing: string, status: number, message: string): KubewrightError {
  const known = refusals.find(([words]) => words.test(message));
  const what = `etcd refused to ${doing}`;
  const why = printable(message === "" ? `status ${status}` : message);
  return new KubewrightError(known?.[1] ?? "ETCD_ERROR", { what, why, next: known?.[2] ?? lookAtMember });
}
