import { type ExitCode, exitCodes } from "../errors.ts";
import type { FailureReason } from "../kube/transport-failure.ts";

/** What is said of one way to fail. */
interface Wording {
  readonly code: string;
  readonly what: string;
  readonly next: string;
  readonly exitCode?: ExitCode;
  /** True when time cannot mend it. */
  readonly final?: boolean;
}

const { unreachable } = exitCodes;
/** What to do about an address at which something else answers. */
export const checkAddress = "Check the address and port you joined with; 6443 is the usual port of an API server.";
const checkClock =
  "Compare this machine's clock with the control plane's (`timedatectl`), and look at the API server's certificate there: `kubewright certs check-expiration`.";

/** By why no answer came. SERVER stands for the address. */
export const wordings: Readonly<Record<FailureReason, Wording>> = {
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
