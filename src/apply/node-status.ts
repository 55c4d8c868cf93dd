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
export function isWell(node: NodeStatus): boolean {
  return itemsOf(node).every((item) => item === null || item.isWell);
}

/** What was looked at, always in this order: the Node, kubelet, components, etcd, certificates. Null is what the node does not have. */
export function itemsOf({ ready, kubelet, controlPlane, etcd, certificates }: NodeStatus): readonly (Item | null)[] {
  return [ready, kubelet, controlPlane, etcd, certificates];
}
