import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { type FailureReason, TransportFailure } from "./transport-failure.ts";

/** What the API server says about a request that it did not carry out: the part of kind Status we use. */
export interface ApiStatus {
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
  readonly details: { readonly kind: string; readonly name: string };
}

/** An answer other than 2xx. */
export class KubeApiError extends KubewrightError {
  readonly status: number;
  readonly answer: ApiStatus;

  constructor(code: string, parts: { what: string; why: string; next: string }, status: number, answer: ApiStatus) {
    super(code, parts);
    this.status = status;
    this.answer = answer;
  }
}

interface Wording {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  readonly exitCode?: ExitCode;
}

const lookAtServer =
  "Look at the API server on its host: `crictl ps -a --name kube-apiserver` and `journalctl -u kubelet`.";
const lookAtClock =
  "Compare the clocks of the two machines; `kubewright certs check-expiration` shows the certificates.";

const wordings: Readonly<Record<FailureReason, Wording>> = {
  refused: {
    code: "KUBE_REFUSED",
    what: "nothing listens at SERVER",
    next: lookAtServer,
    exitCode: exitCodes.unreachable,
  },
  unreachable: {
    code: "KUBE_UNREACHABLE",
    what: "SERVER cannot be reached",
    next: "Check the address, the routes and the firewalls between the machines.",
    exitCode: exitCodes.unreachable,
  },
  unresolved: {
    code: "KUBE_UNREACHABLE",
    what: "the name in SERVER does not resolve",
    next: "Check DNS and /etc/hosts on this machine, or use an address.",
    exitCode: exitCodes.unreachable,
  },
  timeout: {
    code: "KUBE_TIMEOUT",
    what: "SERVER did not answer in time",
    next: lookAtServer,
    exitCode: exitCodes.unreachable,
  },
  reset: {
    code: "KUBE_UNREACHABLE",
    what: "SERVER broke the connection",
    next: lookAtServer,
    exitCode: exitCodes.unreachable,
  },
  garbled: {
    code: "KUBE_GARBLED",
    what: "SERVER gave an answer that is not an API server's",
    next: "Check address and port.",
  },
  "too-large": {
    code: "KUBE_GARBLED",
    what: "SERVER gave an answer that is too long",
    next: "Check address and port.",
  },
  untrusted: {
    code: "KUBE_TLS",
    what: "the certificate of SERVER is not signed by this cluster's CA",
    next: "Make sure that the address belongs to this cluster and that the kubeconfig is this cluster's.",
  },
  "not-yet-valid": { code: "KUBE_TLS", what: "the certificate of SERVER is not valid yet", next: lookAtClock },
  expired: { code: "KUBE_TLS", what: "the certificate of SERVER is no longer valid", next: lookAtClock },
  "name-mismatch": {
    code: "KUBE_TLS",
    what: "the certificate of SERVER is not made for that address",
    next: "Use an address that the certificate names, or add this one to apiServer.certSANs.",
  },
  "not-tls": { code: "KUBE_GARBLED", what: "SERVER does not speak TLS", next: "Check address and port." },
  tls: {
    code: "KUBE_TLS",
    what: "no TLS connection with SERVER",
    next: "Check the client certificate in the kubeconfig.",
  },
  aborted: {
    code: "KUBE_ABORTED",
    what: "a request to SERVER was given up",
    next: "Run the command again.",
    exitCode: exitCodes.interrupted,
  },
};

/** The error for a request that got no whole answer. Anything that is no TransportFailure comes back as it is. */
export function unansweredError(error: unknown, server: string): unknown {
  if (!(error instanceof TransportFailure)) return error;
  const { code, what, next, exitCode } = wordings[error.reason];
  return new KubewrightError(code, {
    what: what.replace("SERVER", server),
    why: printable(error.message),
    next,
    exitCode,
    cause: error,
  });
}

const codesByReason: Readonly<Record<string, string>> = {
  AlreadyExists: "KUBE_EXISTS",
  Conflict: "KUBE_CONFLICT",
  Invalid: "KUBE_INVALID",
  BadRequest: "KUBE_INVALID",
  NotFound: "KUBE_NOT_FOUND",
  Forbidden: "KUBE_FORBIDDEN",
  Unauthorized: "KUBE_UNAUTHORIZED",
};

const codesByStatus: Readonly<Record<number, string>> = {
  400: "KUBE_INVALID",
  401: "KUBE_UNAUTHORIZED",
  403: "KUBE_FORBIDDEN",
  404: "KUBE_NOT_FOUND",
  409: "KUBE_CONFLICT",
  422: "KUBE_INVALID",
  429: "KUBE_TOO_MANY",
};

const nextByCode: Readonly<Record<string, string>> = {
  KUBE_UNAUTHORIZED: "The credentials are not this cluster's or have expired: `kubewright certs check-expiration`.",
  KUBE_FORBIDDEN: "Use an administrator's kubeconfig, such as /etc/kubernetes/admin.conf.",
  KUBE_CONFLICT: "Somebody else changed it meanwhile: run the command again.",
  KUBE_FIELD_CONFLICT: "Leave the field to its manager, or take it over on purpose.",
  KUBE_TOO_MANY: "The API server is overloaded: run the command again later.",
  KUBE_EXISTS: "Take another name, or delete the object first.",
  KUBE_INVALID: "Correct the configuration that the message names.",
};

/** The error for an answer other than 2xx. `doing` says what was asked: "apply ConfigMap kube-system/coredns". */
export function refusedError(doing: string, status: number, answer: ApiStatus): KubeApiError {
  const conflicts = answer.causes.filter((cause) => cause.reason === "FieldManagerConflict");
  const code =
    conflicts.length > 0
      ? "KUBE_FIELD_CONFLICT"
      : (codesByReason[answer.reason] ??
        codesByStatus[status] ??
        (status >= 500 ? "KUBE_SERVER_ERROR" : "KUBE_GARBLED"));
  const owners = conflicts.map((cause) => `${cause.field} (${cause.message})`).join("; ");
  return new KubeApiError(
    code,
    {
      what: `the API server refused to ${doing} (${status}${answer.reason === "" ? "" : ` ${printable(answer.reason)}`})`,
      why: printable(owners === "" ? answer.message : owners),
      next: nextByCode[code] ?? lookAtServer,
    },
    status,
    answer,
  );
}

/** A server's words without control characters, at most 2,000 of them. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").slice(0, 2_000);
}
