/** The Pods of one component. */
export interface PodSum {
  /** "etcd", "kube-proxy" */
  readonly name: string;
  /** Pods all of whose containers are ready. */
  readonly running: number;
  readonly all: number;
  /** Sorted. */
  readonly nodes: readonly string[];
}

export type PodSums = readonly PodSum[];

/** What of a Pod is read here. */
interface Pod {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly containerStatuses?: readonly { readonly ready: boolean }[] };
}

/** Adds up what `kubectl get pods -A -o json` printed, by component, sorted by name. */
export function podSums(json: string): PodSums {
  const { items }: { items: readonly Pod[] } = JSON.parse(json);
  const names = [...new Set(items.map(componentOf))].sort();
  return names.map((name) => {
    const pods = items.filter((pod) => componentOf(pod) === name);
    return {
      name,
      running: pods.filter(isRunning).length,
      all: pods.length,
      nodes: pods.map(({ spec }) => spec.nodeName ?? "?").sort(),
    };
  });
}

/** Static Pods have the label component; the others are named after their owner, with one or two generated words. */
function componentOf({ metadata: { name, labels = {} } }: Pod): string {
  const generated = labels["pod-template-hash"] === undefined ? /-[^-]+$/ : /-[^-]+-[^-]+$/;
  return labels["component"] ?? name.replace(generated, "");
}

function isRunning({ status: { containerStatuses = [] } }: Pod): boolean {
  return containerStatuses.length > 0 && containerStatuses.every(({ ready }) => ready);
}
