import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { printable } from "../kube/printable.ts";

/** Why a call to the container runtime gave nothing. "refused": the runtime answered with an error of its own. */
export type CallFailureReason = "unreachable" | "lost" | "timeout" | "aborted" | "garbled" | "refused";

/** A call that gave no message. `status` is gRPC's code of a refusal. */
export class CallFailure extends Error {
  readonly reason: CallFailureReason;
  readonly status: number | undefined;

  constructor(reason: CallFailureReason, message: string, status?: number) {
    super(message);
    this.name = "CallFailure";
    this.reason = reason;
    this.status = status;
  }
}

/** gRPC's codes that we tell apart. */
export const grpcCodes = { notFound: 5, unavailable: 14, unimplemented: 12 } as const;

const lookAtRuntime = "Look at the container runtime: `systemctl status containerd` and `journalctl -u containerd`.";

/** The error a user reads. `doing` completes "the container runtime … could not …". */
export function criError(error: unknown, doing: string, socket: string): unknown {
  if (!(error instanceof CallFailure)) return error;
  const [code, exitCode] = codeOf(error);
  const what =
    error.reason === "refused"
      ? `the container runtime could not ${doing}`
      : `the container runtime at ${socket} gave no usable answer`;
  const next =
    code === "CRI_UNIMPLEMENTED"
      ? "Update the container runtime, or enable its CRI plugin (disabled_plugins in containerd's config.toml)."
      : lookAtRuntime;
  return new KubewrightError(code, { what, why: printable(error.message), next, exitCode, cause: error });
}

function codeOf(error: CallFailure): readonly [string, ExitCode] {
  switch (error.reason) {
    case "unreachable":
    case "lost":
      return ["CRI_UNREACHABLE", exitCodes.stepFailed];
    case "timeout":
      return ["CRI_TIMEOUT", exitCodes.stepFailed];
    case "aborted":
      return ["CRI_ABORTED", exitCodes.interrupted];
    case "garbled":
      return ["CRI_GARBLED", exitCodes.stepFailed];
    case "refused":
      return [error.status === grpcCodes.unimplemented ? "CRI_UNIMPLEMENTED" : "CRI_ERROR", exitCodes.stepFailed];
  }
}
