import { Root, type Type } from "protobufjs/light.js";

/** Fields of a message: "name: number type", with "repeated" or "map" before the type where it is one. */
type Fields = Readonly<Record<string, readonly [number, string, ("repeated" | "map")?]>>;

/** The messages of CRI v1 that are used here, with the field numbers of its api.proto (k8s.io/cri-api v0.36). Unknown fields are passed over. */
const messages: Readonly<Record<string, Fields>> = {
  VersionRequest: { version: [1, "string"] },
  VersionResponse: {
    version: [1, "string"],
    runtimeName: [2, "string"],
    runtimeVersion: [3, "string"],
    runtimeApiVersion: [4, "string"],
  },
  StatusRequest: { verbose: [1, "bool"] },
  RuntimeCondition: { type: [1, "string"], status: [2, "bool"], reason: [3, "string"], message: [4, "string"] },
  RuntimeStatus: { conditions: [1, "RuntimeCondition", "repeated"] },
  StatusResponse: { status: [1, "RuntimeStatus"] },
  RuntimeConfigRequest: {},
  LinuxRuntimeConfiguration: { cgroupDriver: [1, "int32"] },
  RuntimeConfigResponse: { linux: [1, "LinuxRuntimeConfiguration"] },
  ImageSpec: { image: [1, "string"] },
  Image: {
    id: [1, "string"],
    repoTags: [2, "string", "repeated"],
    repoDigests: [3, "string", "repeated"],
    size: [4, "uint64"],
  },
  ImageStatusRequest: { image: [1, "ImageSpec"] },
  ImageStatusResponse: { image: [1, "Image"] },
  AuthConfig: {
    username: [1, "string"],
    password: [2, "string"],
    auth: [3, "string"],
    serverAddress: [4, "string"],
    identityToken: [5, "string"],
    registryToken: [6, "string"],
  },
  PullImageRequest: { image: [1, "ImageSpec"], auth: [2, "AuthConfig"] },
  PullImageResponse: { imageRef: [1, "string"] },
  PodSandboxMetadata: { name: [1, "string"], uid: [2, "string"], namespace: [3, "string"], attempt: [4, "uint32"] },
  PodSandbox: {
    id: [1, "string"],
    metadata: [2, "PodSandboxMetadata"],
    state: [3, "int32"],
    createdAt: [4, "int64"],
    labels: [5, "string", "map"],
  },
  ListPodSandboxRequest: {},
  ListPodSandboxResponse: { items: [1, "PodSandbox", "repeated"] },
  StopPodSandboxRequest: { podSandboxId: [1, "string"] },
  StopPodSandboxResponse: {},
  RemovePodSandboxRequest: { podSandboxId: [1, "string"] },
  RemovePodSandboxResponse: {},
  ContainerMetadata: { name: [1, "string"], attempt: [2, "uint32"] },
  ContainerFilter: { id: [1, "string"], podSandboxId: [3, "string"], labelSelector: [4, "string", "map"] },
  Container: {
    id: [1, "string"],
    podSandboxId: [2, "string"],
    metadata: [3, "ContainerMetadata"],
    image: [4, "ImageSpec"],
    state: [6, "int32"],
    createdAt: [7, "int64"],
    labels: [8, "string", "map"],
  },
  ListContainersRequest: { filter: [1, "ContainerFilter"] },
  ListContainersResponse: { containers: [1, "Container", "repeated"] },
  StopContainerRequest: { containerId: [1, "string"], timeout: [2, "int64"] },
  StopContainerResponse: {},
  ContainerStatusRequest: { containerId: [1, "string"] },
  ContainerStatus: {
    id: [1, "string"],
    metadata: [2, "ContainerMetadata"],
    state: [3, "int32"],
    createdAt: [4, "int64"],
    startedAt: [5, "int64"],
    finishedAt: [6, "int64"],
    exitCode: [7, "int32"],
    image: [8, "ImageSpec"],
    reason: [10, "string"],
    message: [11, "string"],
    logPath: [15, "string"],
  },
  ContainerStatusResponse: { status: [1, "ContainerStatus"] },
};

let root: Root | undefined;

/** The type of a message by its name in api.proto. Built at the first use. */
function messageType(name: string): Type {
  root ??= Root.fromJSON({
    nested: Object.fromEntries(
      Object.entries(messages).map(([message, fields]) => [message, { fields: described(fields) }]),
    ),
  });
  return root.lookupType(name);
}

function described(fields: Fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, many]]) => {
      if (many === "repeated") return [name, { id, type, rule: "repeated" }];
      return [name, many === "map" ? { id, type, keyType: "string" } : { id, type }];
    }),
  );
}

/** The message as bytes. */
export function encodeMessage(name: string, fields: object): Buffer {
  const type = messageType(name);
  return Buffer.from(type.encode(type.fromObject({ ...fields })).finish());
}

/** The message in the bytes, with empty values where it has none and 64-bit numbers as text. Throws Error when the bytes are no such message. */
export function decodeMessage(name: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const type = messageType(name);
  return type.toObject(type.decode(bytes), { defaults: true, arrays: true, objects: true, longs: String });
}
