/** An image on the machine. */
export interface CriImage {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly sizeBytes: bigint;
}

/** A Pod as the runtime has it. */
export interface CriSandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly ready: boolean;
  /** Nanoseconds since the epoch. */
  readonly createdAt: bigint;
}

export type ContainerState = "created" | "running" | "exited" | "unknown";

export interface CriContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  /** How often it was started before. */
  readonly attempt: number;
  readonly state: ContainerState;
  /** Nanoseconds since the epoch. */
  readonly createdAt: bigint;
  /** The Pod it belongs to, as the kubelet's labels say; "" without them. */
  readonly podName: string;
  readonly podNamespace: string;
}

export interface CriContainerStatus {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  /** Nanoseconds since the epoch; 0 when it has not come to that. */
  readonly startedAt: bigint;
  readonly finishedAt: bigint;
  readonly image: string;
  /** Below /var/log/pods. */
  readonly logPath: string;
}

/** What the runtime says about itself; a condition it does not name is false. */
export interface RuntimeConditions {
  readonly runtimeReady: boolean;
  readonly networkReady: boolean;
  /** Reasons of what is not ready. */
  readonly problems: readonly string[];
}
