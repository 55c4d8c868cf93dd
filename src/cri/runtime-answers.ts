import type {
  ContainerState,
  CriContainer,
  CriContainerStatus,
  CriImage,
  CriSandbox,
  RuntimeConditions,
} from "./runtime-objects.ts";

type Message = Readonly<Record<string, unknown>>;

/** Of the answer to RuntimeService/Status. */
export function runtimeConditions(answer: Message | null): RuntimeConditions {
  const status = answer?.["status"];
  const conditions = isMessage(status) ? list(status["conditions"]) : [];
  const isTrue = (type: string) => conditions.some((one) => one["type"] === type && one["status"] === true);
  const problems = conditions
    .filter((one) => one["status"] !== true)
    .map((one) => `${text(one["type"])}: ${text(one["reason"])} ${text(one["message"])}`.trim());
  return { runtimeReady: isTrue("RuntimeReady"), networkReady: isTrue("NetworkReady"), problems };
}

/** Null for what has no id: the runtime does not have the image. */
export function imageOf(image: unknown): CriImage | null {
  if (!isMessage(image) || text(image["id"]) === "") return null;
  return {
    id: text(image["id"]),
    repoTags: texts(image["repoTags"]),
    repoDigests: texts(image["repoDigests"]),
    sizeBytes: whole(image["size"]),
  };
}

/** Of the answer to RuntimeService/ListPodSandbox. */
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

/** Of the answer to RuntimeService/ListContainers. */
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

/** Of the answer to RuntimeService/ContainerStatus; null when it holds none. */
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
