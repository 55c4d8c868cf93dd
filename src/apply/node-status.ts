/** One thing that was looked at. `why` says what is wrong. */
export interface Item {
  readonly isWell: boolean;
  readonly text: string;
  readonly why?: string;
}

/** What one node shows; null where it has no such thing. */
export interface NodeStatus {
  readonly name: string;
  readonly role: string;
  readonly ready: Item;
  readonly version: string;
  readonly kubelet: Item | null;
  readonly controlPlane: Item | null;
  readonly etcd: Item | null;
  /** Days until the first certificate of a control plane ends. */
  readonly certificates: Item | null;
}

/** Nothing of the node is red. */
export function isWell({ ready, kubelet, controlPlane, etcd, certificates }: NodeStatus): boolean {
  return [ready, kubelet, controlPlane, etcd, certificates].every((item) => item === null || item.isWell);
}
