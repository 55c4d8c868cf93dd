/** A Pod of the fake. */
export interface FakeSandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Milliseconds since the epoch; long ago when left out. */
  readonly createdAt?: number;
  ready: boolean;
}

/** A container of the fake; `state` counts as in CRI: 0 created, 1 running, 2 exited. */
export interface FakeContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly podName: string;
  state: number;
  exitCode?: number;
  reason?: string;
  message?: string;
  attempt?: number;
}

/** A container runtime: its images, Pods and containers, and what CRI's calls do to them. */
export class FakeRuntime {
  readonly images = new Map<string, { readonly id: string }>();
  /** What can be pulled; all when null. */
  pullable: Set<string> | null = null;
  readonly sandboxes = new Map<string, FakeSandbox>();
  readonly containers = new Map<string, FakeContainer>();
  cgroupDriver: "systemd" | "cgroupfs" | null = "systemd";
  networkReady = false;

  /** The answer to a call, as CRI's messages have it. Throws FakeCriRefusal. */
  answer(method: string, request: Readonly<Record<string, unknown>>): object {
    switch (method) {
      case "Version":
        return { version: "0.1.0", runtimeName: "containerd", runtimeVersion: "v2.4.2", runtimeApiVersion: "v1" };
      case "Status":
        return {
          status: {
            conditions: [
              { type: "RuntimeReady", status: true },
              { type: "NetworkReady", status: this.networkReady },
            ],
          },
        };
      case "RuntimeConfig":
        if (this.cgroupDriver === null) throw new FakeCriRefusal(12, "unknown method RuntimeConfig");
        return { linux: { cgroupDriver: this.cgroupDriver === "cgroupfs" ? 1 : 0 } };
      case "ImageStatus":
      case "PullImage":
        return this.#imageCall(method, String((request["image"] as { image?: string } | null)?.image ?? ""));
      case "ListPodSandbox":
        return {
          items: [...this.sandboxes.values()].map(({ id, name, namespace, ready, createdAt = 0 }) => ({
            id,
            metadata: { name, namespace, uid: id },
            state: ready ? 0 : 1,
            createdAt: String(BigInt(createdAt) * 1_000_000n),
          })),
        };
      case "StopPodSandbox":
      case "RemovePodSandbox":
        return this.#sandboxCall(method, String(request["podSandboxId"]));
      case "ListContainers":
        return {
          containers: this.#containersOf(
            String((request["filter"] as { podSandboxId?: string } | null)?.podSandboxId ?? ""),
          ),
        };
      case "StopContainer":
        return this.#stopContainer(String(request["containerId"]));
      case "ContainerStatus":
        return { status: this.#statusOf(String(request["containerId"])) };
      default:
        throw new FakeCriRefusal(12, `unknown method ${method}`);
    }
  }

  #imageCall(method: string, reference: string): object {
    const image = (name: string) => ({ id: this.images.get(name)?.id ?? "", repoTags: [name], size: 1 });
    if (method === "ImageStatus") return this.images.has(reference) ? { image: image(reference) } : {};
    if (this.pullable !== null && !this.pullable.has(reference)) throw new FakeCriRefusal(5, `${reference}: not found`);
    this.images.set(reference, { id: `sha256:${reference.length}` });
    return { imageRef: `sha256:${reference.length}` };
  }

  #sandboxCall(method: string, id: string): object {
    const sandbox = this.sandboxes.get(id);
    if (sandbox === undefined) throw new FakeCriRefusal(5, "not found");
    sandbox.ready = false;
    for (const container of this.containers.values()) if (container.sandboxId === id) container.state = 2;
    if (method !== "RemovePodSandbox") return {};
    this.sandboxes.delete(id);
    for (const container of [...this.containers.values()])
      if (container.sandboxId === id) this.containers.delete(container.id);
    return {};
  }

  #stopContainer(id: string): object {
    const container = this.containers.get(id);
    if (container === undefined) throw new FakeCriRefusal(5, `${id}: not found`);
    container.state = 2;
    return {};
  }

  #containersOf(sandboxId: string): object[] {
    return [...this.containers.values()]
      .filter((container) => sandboxId === "" || container.sandboxId === sandboxId)
      .map(({ id, name, podName, state, attempt = 0, sandboxId: podSandboxId }) => ({
        id,
        podSandboxId,
        metadata: { name, attempt },
        state,
        createdAt: 1,
        labels: { "io.kubernetes.pod.name": podName, "io.kubernetes.pod.namespace": "kube-system" },
      }));
  }

  #statusOf(id: string): object {
    const container = this.containers.get(id);
    if (container === undefined) throw new FakeCriRefusal(5, "not found");
    const { name, state, exitCode = 0, reason = "", message = "", attempt = 0 } = container;
    return {
      id,
      metadata: { name, attempt },
      state,
      exitCode,
      reason,
      message,
      logPath: `/var/log/pods/${id}/${attempt}.log`,
    };
  }
}

/** What a runtime says no with: a gRPC status. */
export class FakeCriRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
