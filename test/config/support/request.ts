import type { MachineAnswers } from "../../../src/config/load.ts";
import { type KubewrightError, KubewrightError as KubewrightErrorClass, ManyErrors } from "../../../src/errors.ts";

/** A machine with one address and one container runtime. */
export const machine: MachineAnswers = {
  hostname: "vm",
  defaultRouteAddress: "192.0.2.2",
  loopbackGlobalAddress: null,
  criSockets: [],
};

/** Entropy that makes the token aaaaaa.aaaaaaaaaaaaaaaa. */
export const entropy = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(10);

/** The errors that a call throws; fails when it throws none. */
export function errorsOf(call: () => unknown): readonly KubewrightError[] {
  try {
    call();
  } catch (error) {
    if (error instanceof ManyErrors) return error.errors;
    if (error instanceof KubewrightErrorClass) return [error];
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** A file with these lines after the head of a kubeadm document. */
export function document(kind: string, ...lines: readonly string[]): string {
  return [`apiVersion: kubeadm.k8s.io/v1beta4`, `kind: ${kind}`, ...lines, ""].join("\n");
}
