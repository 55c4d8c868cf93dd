/** The TCP ports of a cluster's own components. Only apiServer can be changed in the configuration (localAPIEndpoint.bindPort). */
export const ports = {
  apiServer: 6443,
  controllerManager: 10257,
  scheduler: 10259,
  etcdClient: 2379,
  etcdPeer: 2380,
  /** Plain HTTP on the loopback address: health and metrics. */
  etcdMetrics: 2381,
  kubelet: 10250,
  /** Plain HTTP on the loopback address. */
  kubeletHealthz: 10248,
  kubeProxyHealthz: 10256,
} as const;
