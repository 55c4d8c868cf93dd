import type { DeviationId } from "./deviations.ts";

/** How a text of kubeadm's becomes this tool's, for each deviation that changes a text. Each must change something. */
const edits: Partial<Record<DeviationId, (observed: string) => string>> = {
  "controller-manager-api-limits": (text) =>
    text.replace("\n    - --kubeconfig=", "\n    - --kube-api-burst=400\n    - --kube-api-qps=200\n    - --kubeconfig="),
  "node-ip": (text) => text.replace(/^KUBELET_KUBEADM_ARGS=""/, 'KUBELET_KUBEADM_ARGS="--node-ip=10.77.0.11"'),
};

/** The answer key's text with the named deviations made. Throws when one of them changes nothing. */
export function expected(observed: string, ids: readonly DeviationId[]): string {
  return ids.reduce((text, id) => {
    const edited = edits[id]?.(text) ?? text;
    if (edited === text) throw new Error(`deviation ${id} changes nothing here`);
    return edited;
  }, observed);
}
