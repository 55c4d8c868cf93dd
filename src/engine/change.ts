import type { ErrorParts } from "../errors.ts";
import type { Command, FileState, Host, HostView } from "../host/host.ts";
import type { Expectation, Fact } from "./fact.ts";
import type { KubeObject, ObjectWrite } from "./object-store.ts";

/** Everything that can be done to a machine or a cluster. The union is closed: a new kind of effect is a rare and visible act. */
export type Change = FileChange | CommandChange | ObjectChange | CallChange | WaitChange;

/** A file that is made, replaced or (after: null) taken away. */
export interface FileChange {
  readonly kind: "file";
  readonly path: string;
  readonly before: FileState | null;
  readonly after: FileState | null;
}

/** A command that is run. Anything but exit code 0 fails the step, unless `accepts` names the code. */
export interface CommandChange {
  readonly kind: "command";
  readonly title: string;
  readonly command: Command;
  readonly accepts?: readonly number[];
  readonly makes: readonly Expectation[];
}

/** An API object that is made, changed or taken away. `before` is "unknown" while no API server answers. */
export interface ObjectChange {
  readonly kind: "object";
  readonly write: ObjectWrite;
  readonly before: KubeObject | null | "unknown";
  readonly after: KubeObject | null;
  /** Neighbours that say so are written side by side; others wait for what stands before them. */
  readonly together?: boolean;
}

/** A request to a service of the machine that is no Kubernetes object: etcd membership, the container runtime. */
export interface CallChange {
  readonly kind: "call";
  /** What is asked, as it is shown: "etcd: add cp2 as a learner". */
  readonly title: string;
  readonly perform: (host: Host, signal: AbortSignal) => Promise<void>;
  readonly makes: readonly Expectation[];
}

/** What a wait sees when it looks. `found` is shown while it waits and when it gives up; `failed` gives up at once. */
export interface WaitAnswer {
  readonly done: boolean;
  readonly found: string;
  readonly failed?: ErrorParts & { readonly code: string };
}

/** A condition that must come true. It is asked again every `everyMs` (100 when left out) until the deadline. */
export interface WaitChange {
  readonly kind: "wait";
  readonly title: string;
  readonly until: Fact<WaitAnswer>;
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Waits to be told what a look would find, until the signal. While it listens, looks are rare; when it fails, or ends without news (null), they are made every `everyMs`. */
  readonly news?: (view: HostView, signal: AbortSignal) => Promise<WaitAnswer | null>;
  /** The permanent code of the error when the deadline passes. */
  readonly code: string;
  /** What to type then. */
  readonly next: string;
  /** Looks for the reason when the deadline passes; null when none is found. */
  readonly explain?: (view: HostView) => Promise<(ErrorParts & { readonly code: string }) | null>;
}
