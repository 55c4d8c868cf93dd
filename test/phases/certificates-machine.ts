import type { ClusterConfiguration, EncryptionAlgorithm } from "../../src/config/v1beta4.ts";
import type { Change } from "../../src/engine/change.ts";
import type { Fact } from "../../src/engine/fact.ts";
import { digest, type LedgerEntry, ledgerPath, ledgerText } from "../../src/engine/ledger.ts";
import type { Phase, PhaseList } from "../../src/engine/phase.ts";
import type { StepContext } from "../../src/engine/step.ts";
import type { FileState, HostView } from "../../src/host/host.ts";
import { certificatePhase, serviceAccountPhase } from "../../src/phases/certificates.ts";
import type { Issuing } from "../../src/phases/issuing.ts";
import { flatPhases } from "../../src/phases/select-phases.ts";
import type { Secret } from "../../src/secret.ts";
import { cluster as observed } from "../golden/observed-cluster.ts";

/** A machine that has files and nothing else. */
export class FileMachine {
  readonly files = new Map<string, FileState>();
  readonly notes: string[] = [];
  readonly #ledger = new Map<string, LedgerEntry>();

  get context(): StepContext {
    const never = async (): Promise<never> => {
      throw new Error("this machine has files only");
    };
    const host: HostView = {
      name: "cp1",
      read: async (paths) =>
        new Map(
          paths.flatMap((path) => {
            const state = this.files.get(path);
            return state === undefined ? [] : [[path, state] as const];
          }),
        ),
      list: never,
      probe: never,
      dial: never,
      modified: never,
    };
    return {
      host,
      objects: { read: never, list: never, dryRun: never },
      fact: <T>(fact: Fact<T>) => fact.read(host),
      note: (_, text) => this.notes.push(text),
      signal: new AbortController().signal,
    };
  }

  /** Another machine with the same files. */
  twin(): FileMachine {
    const twin = new FileMachine();
    for (const [path, state] of this.files) twin.files.set(path, state);
    for (const [path, entry] of this.#ledger) twin.#ledger.set(path, entry);
    return twin;
  }

  /** What the phases would change, file after file. */
  async plan(list: PhaseList): Promise<readonly Change[]> {
    const changes: Change[] = [];
    for (const phase of flatPhases(list)) changes.push(...(await this.#planOne(phase)));
    return changes;
  }

  /** Carries phases out, at most `effects` files. */
  async apply(list: PhaseList, effects = Number.POSITIVE_INFINITY): Promise<void> {
    let left = effects;
    for (const phase of flatPhases(list)) {
      for (const change of await this.#planOne(phase)) {
        left -= 1;
        if (left < 0) return;
        this.#write(change);
      }
    }
  }

  put(path: string, content: string | Secret, mode = 0o600): void {
    this.files.set(path, { type: "file", content, mode, owner: "0:0" });
  }

  text(path: string): string {
    const state = this.files.get(path);
    if (state?.type !== "file") throw new Error(`${path} is not there`);
    return typeof state.content === "string" ? state.content : state.content.reveal();
  }

  async #planOne(phase: Phase): Promise<readonly Change[]> {
    const steps = typeof phase.steps === "function" ? await phase.steps(this.context) : phase.steps;
    return (await Promise.all(steps.map((step) => step.plan(this.context)))).flat();
  }

  #write(change: Change): void {
    if (change.kind !== "file" || change.after === null) throw new Error("only files are made here");
    this.files.set(change.path, change.after);
    this.#ledger.set(change.path, { type: "file", sha256: digest(change.after), phase: "certs" });
    this.files.set(ledgerPath, {
      type: "file",
      content: ledgerText({ files: this.#ledger }),
      mode: 0o600,
      owner: "0:0",
    });
  }
}

export const node = { name: "cp1", advertiseAddress: "10.77.0.11", bindPort: 6443 };

/** The observed cluster with keys that are made in no time. */
export function quickCluster(encryptionAlgorithm: EncryptionAlgorithm = "ECDSA-P256"): ClusterConfiguration {
  return { ...observed, encryptionAlgorithm };
}

/** All certificate phases, in kubeadm's order. */
export function certificatePhases(issuing: Issuing): readonly Phase[] {
  return [...issuing.certificates.map((spec) => certificatePhase(issuing, spec)), serviceAccountPhase(issuing)];
}
