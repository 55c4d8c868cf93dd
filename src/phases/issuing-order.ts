/**
 * The names of all keys of a control-plane node, the one needed soonest first: the kubelet starts while the others are
 * made, etcd before the API server, which needs its own and those it trusts; users and controllers come last.
 */
export const mintingOrder: readonly string[] = [
  "ca",
  "etcd-ca",
  "kubelet.conf",
  "front-proxy-ca",
  "etcd-server",
  "etcd-peer",
  "etcd-healthcheck-client",
  "apiserver",
  "sa",
  "apiserver-etcd-client",
  "apiserver-kubelet-client",
  "front-proxy-client",
  "admin.conf",
  "super-admin.conf",
  "controller-manager.conf",
  "scheduler.conf",
];
