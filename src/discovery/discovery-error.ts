import { KubewrightError } from "../errors.ts";
import type { ApiStatus } from "../kube/api-error.ts";
import { printable } from "../kube/printable.ts";
import { TransportFailure } from "../kube/transport-failure.ts";
import { hostPort } from "../manifests/network.ts";
import { checkAddress, wordings } from "./discovery-wordings.ts";

interface Server {
  readonly host: string;
  readonly port: number;
}

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
