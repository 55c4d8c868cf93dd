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

type Message = Readonly<Record<string, unknown>>;

export function runtimeConditions(answer: Message | null): RuntimeConditions {
  const status = answer?.["status"];
  const conditions = isMessage(status) ? list(status["conditions"]) : [];
  const isTrue = (type: string) => conditions.some((one) => one["type"] === type && one["status"] === true);
  const problems = conditions
    .filter((one) => one["status"] !== true)
    .map((one) => `${text(one["type"])}: ${text(one["reason"])} ${text(one["message"])}`.trim());
  return { runtimeReady: isTrue("RuntimeReady"), networkReady: isTrue("NetworkReady"), problems };
}

export function imageOf(image: unknown): CriImage | null {
  if (!isMessage(image) || text(image["id"]) === "") return null;
  return {
    id: text(image["id"]),
    repoTags: texts(image["repoTags"]),
    repoDigests: texts(image["repoDigests"]),
    sizeBytes: whole(image["size"]),
  };
}

export function imagesIn(answer: Message | null): readonly CriImage[] {
  return list(answer?.["images"]).flatMap((image) => imageOf(image) ?? []);
}

export function sandboxesIn(answer: Message | null): readonly CriSandbox[] {
  return list(answer?.["items"]).map((sandbox) => {
    const metadata = isMessage(sandbox["metadata"]) ? sandbox["metadata"] : {};
    return {
      id: text(sandbox["id"]),
      name: text(metadata["name"]),
      namespace: text(metadata["namespace"]),
      uid: text(metadata["uid"]),
      ready: sandbox["state"] === 0,
      createdAt: whole(sandbox["createdAt"]),
    };
  });
}

export function containersIn(answer: Message | null): readonly CriContainer[] {
  return list(answer?.["containers"]).map((container) => {
    const metadata = isMessage(container["metadata"]) ? container["metadata"] : {};
    const labels = isMessage(container["labels"]) ? container["labels"] : {};
    return {
      id: text(container["id"]),
      sandboxId: text(container["podSandboxId"]),
      name: text(metadata["name"]),
      attempt: Number(metadata["attempt"] ?? 0),
      state: stateOf(container["state"]),
      createdAt: whole(container["createdAt"]),
      podName: text(labels["io.kubernetes.pod.name"]),
      podNamespace: text(labels["io.kubernetes.pod.namespace"]),
    };
  });
}

export function containerStatusOf(answer: Message | null): CriContainerStatus | null {
  const status = answer?.["status"];
  if (!isMessage(status)) return null;
  const metadata = isMessage(status["metadata"]) ? status["metadata"] : {};
  const image = isMessage(status["image"]) ? status["image"] : {};
  return {
    id: text(status["id"]),
    name: text(metadata["name"]),
    state: stateOf(status["state"]),
    exitCode: Number(status["exitCode"] ?? 0),
    reason: text(status["reason"]),
    message: text(status["message"]),
    startedAt: whole(status["startedAt"]),
    finishedAt: whole(status["finishedAt"]),
    image: text(image["image"]),
    logPath: text(status["logPath"]),
  };
}

/** True for a message, as opposed to a field that is not set. */
export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text field; "" when it is not set. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

const states: readonly ContainerState[] = ["created", "running", "exited", "unknown"];

function stateOf(value: unknown): ContainerState {
  return (typeof value === "number" ? states[value] : undefined) ?? "unknown";
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function list(value: unknown): readonly Message[] {
  return Array.isArray(value) ? value.filter(isMessage) : [];
}

function whole(value: unknown): bigint {
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : 0n;
}
