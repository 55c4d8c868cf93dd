import type { EnvironmentVariable, HostPathMount } from "../config/v1beta4.ts";
import { controlPlaneTier, labels } from "../constants/labels.ts";
import { namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { volume, volumeMount } from "./host-path-volumes.ts";
import { livenessProbe, type ProbeTarget, probePort, readinessProbe, startupProbe } from "./probes.ts";

/** What differs between the static Pods. */
export interface StaticPodParts {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly port: number;
  readonly probes: {
    readonly liveness: ProbeTarget;
    readonly readiness?: ProbeTarget;
    readonly startup: ProbeTarget;
    readonly healthCheckMs: number;
  };
  readonly requests: Readonly<Record<string, string>>;
  /** In the order of the container's volumeMounts. */
  readonly mounts: readonly HostPathMount[];
  /** In the order of the Pod's volumes; `mounts` when left out. */
  readonly volumes?: readonly HostPathMount[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The value of PriorityClass system-node-critical. */
const nodeCriticalPriority = 2000001000;

/** A control-plane component as the kubelet runs it: on the host's network, never evicted, one container. */
export function staticPod(parts: StaticPodParts): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
      labels: { [labels.component]: parts.name, [labels.tier]: controlPlaneTier },
      name: parts.name,
      namespace: namespaces.system,
    },
    spec: {
      containers: [container(parts)],
      hostNetwork: true,
      priority: nodeCriticalPriority,
      priorityClassName: "system-node-critical",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      volumes: (parts.volumes ?? parts.mounts).map(volume),
    },
    status: {},
  };
}

function container(parts: StaticPodParts): object {
  const { liveness, readiness, startup, healthCheckMs } = parts.probes;
  return {
    command: parts.command,
    ...(parts.environment.length === 0 ? {} : { env: parts.environment }),
    image: parts.image,
    imagePullPolicy: "IfNotPresent",
    livenessProbe: livenessProbe(liveness),
    name: parts.name,
    ports: [{ containerPort: parts.port, name: probePort, protocol: "TCP" }],
    ...(readiness === undefined ? {} : { readinessProbe: readinessProbe(readiness) }),
    resources: { requests: parts.requests },
    startupProbe: startupProbe(startup, healthCheckMs),
    volumeMounts: parts.mounts.map(volumeMount),
  };
}
