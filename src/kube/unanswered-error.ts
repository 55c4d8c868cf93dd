import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { lookAtServer } from "./api-error.ts";
import { printable } from "./printable.ts";
import { type FailureReason, TransportFailure } from "./transport-failure.ts";

interface Wording {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  readonly exitCode?: ExitCode;
}

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
