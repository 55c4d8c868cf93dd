import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import type { ApiStatus } from "../kube/api-error.ts";
import { printable } from "../kube/printable.ts";
import { type FailureReason, TransportFailure } from "../kube/transport-failure.ts";
import { hostPort } from "../manifests/network.ts";

interface Server {
  readonly host: string;
  readonly port: number;
}

interface Wording {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  readonly exitCode?: ExitCode;
  /** True when time cannot mend it. */
  readonly final?: boolean;
}

const { unreachable } = exitCodes;
const checkAddress = "Check the address and port you joined with; 6443 is the usual port of an API server.";
const checkClock =
  "Compare this machine's clock with the control plane's (`timedatectl`), and look at the API server's certificate there: `kubewright certs check-expiration`.";

const wordings: Readonly<Record<FailureReason, Wording>> = {
  refused: {
    code: "DISCOVERY_REFUSED",
    what: "nothing listens at SERVER",
    next: `${checkAddress} Make sure that the control plane runs.`,
    exitCode: unreachable,
  },
  unreachable: {
    code: "DISCOVERY_UNREACHABLE",
    what: "SERVER cannot be reached from this machine",
    next: "Check routes and firewalls between this machine and the control plane.",
    exitCode: unreachable,
  },
  unresolved: {
    code: "DISCOVERY_UNREACHABLE",
    what: "the name in SERVER does not resolve on this machine",
    next: "Check DNS and /etc/hosts, or join with an address.",
    exitCode: unreachable,
  },
  timeout: {
    code: "DISCOVERY_TIMEOUT",
    what: "SERVER did not answer in time",
    next: "Check whether a firewall drops the packets and whether the API server is overloaded.",
    exitCode: unreachable,
  },
  reset: {
    code: "DISCOVERY_UNREACHABLE",
    what: "SERVER broke the connection",
    next: "A load balancer without a living control plane does this: check its back ends.",
    exitCode: unreachable,
  },
  garbled: {
    code: "DISCOVERY_NOT_API_SERVER",
    what: "SERVER is no Kubernetes API server",
    next: checkAddress,
    final: true,
  },
  "too-large": {
    code: "DISCOVERY_NOT_API_SERVER",
    what: "SERVER is no Kubernetes API server",
    next: checkAddress,
    final: true,
  },
  "not-tls": { code: "DISCOVERY_NOT_API_SERVER", what: "SERVER does not speak TLS", next: checkAddress, final: true },
  tls: { code: "DISCOVERY_NOT_API_SERVER", what: "no TLS connection with SERVER", next: checkAddress },
  untrusted: {
    code: "DISCOVERY_UNTRUSTED",
    what: "the certificate of SERVER is not signed by the pinned CA",
    next: "Somebody may stand between you and the cluster. Do not join before you know who answers at this address.",
    final: true,
  },
  "not-yet-valid": {
    code: "DISCOVERY_CERT_NOT_YET_VALID",
    what: "the certificate of SERVER is not valid yet",
    next: checkClock,
  },
  expired: {
    code: "DISCOVERY_CERT_EXPIRED",
    what: "the certificate of SERVER is no longer valid",
    next: checkClock,
    final: true,
  },
  "name-mismatch": {
    code: "DISCOVERY_NAME_MISMATCH",
    what: "the certificate of SERVER is not made for that address",
    next: "Join with a name or address that it holds, or add this one to apiServer.certSANs and renew the certificate.",
    final: true,
  },
  aborted: {
    code: "DISCOVERY_ABORTED",
    what: "the look for the cluster was given up",
    next: "Run the command again.",
    exitCode: exitCodes.interrupted,
    final: true,
  },
};

const finalCodes = new Set([
  ...Object.values(wordings).flatMap((wording) => (wording.final === true ? [wording.code] : [])),
  "DISCOVERY_WRONG_TOKEN",
  "DISCOVERY_WRONG_PIN",
  "DISCOVERY_BAD_PIN",
  "DISCOVERY_MALFORMED",
]);

/** True when asking again cannot help. */
export function isFinal(failure: KubewrightError): boolean {
  return finalCodes.has(failure.code);
}

/** The error of a look that failed; what is no failure of a look is thrown on. */
export function discoveryFailure(error: unknown, server: Server): KubewrightError {
  if (error instanceof KubewrightError) return error;
  if (!(error instanceof TransportFailure)) throw error;
  const { code, what, next, exitCode } = wordings[error.reason];
  const why = printable(error.message);
  return new KubewrightError(code, {
    what: what.replace("SERVER", addressOf(server)),
    why,
    next,
    exitCode,
    cause: error,
  });
}

/** The error for an answer other than 200: an API server's own refusal, or the words of something else. */
export function discoveryAnswerError(status: number, answer: ApiStatus, server: Server): KubewrightError {
  const at = addressOf(server);
  if (answer.reason === "" && status < 500) {
    const why = `it answered ${status} without a Kubernetes status`;
    return new KubewrightError("DISCOVERY_NOT_API_SERVER", {
      what: `${at} is no Kubernetes API server`,
      why,
      next: checkAddress,
    });
  }
  if (status === 404 || status === 403 || status === 401) {
    return new KubewrightError("DISCOVERY_NO_CLUSTER_INFO", {
      what: `the cluster at ${at} does not publish itself for joining`,
      why: printable(answer.message),
      next: "On a control-plane host: `kubewright init phase bootstrap-token`. (--anonymous-auth=false on its API server also does this: join with --discovery-file then.)",
    });
  }
  return new KubewrightError("DISCOVERY_UNREADY", {
    what: `the API server at ${at} cannot answer yet (${status})`,
    why: printable(answer.message),
    next: "Look at the control plane: `crictl ps -a` and `journalctl -u kubelet` on its host.",
  });
}

/** The error for a token whose signature was right but which the API server does not accept: expired since, or not for authentication. */
export function tokenRejected(id: string): KubewrightError {
  return new KubewrightError("DISCOVERY_TOKEN_EXPIRED", {
    what: `the API server no longer accepts token ${id}`,
    why: "it has expired or was deleted, or it was made without usage `authentication`",
    next: "On a control-plane host: `kubewright token create --print-join-command`.",
  });
}

function addressOf({ host, port }: Server): string {
  return hostPort(host, port);
}
