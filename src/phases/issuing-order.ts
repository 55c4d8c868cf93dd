/**
 * The names of all keys of a control-plane node, the one needed soonest first: etcd starts before the API server, which
 * needs its own and those it trusts; the kubelet runs both; users and controllers come last.
 */
export const mintingOrder: readonly string[] = [
  "ca",
  "etcd-ca",
  "front-proxy-ca",
  "sa",
  "etcd-server",
  "etcd-peer",
  "etcd-healthcheck-client",
  "apiserver",
  "kubelet.conf",
  "apiserver-etcd-client",
  "apiserver-kubelet-client",
  "front-proxy-client",
  "admin.conf",
  "super-admin.conf",
  "controller-manager.conf",
  "scheduler.conf",
];
