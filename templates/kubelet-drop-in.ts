/** The drop-in by which the kubelet reads what kubeadm and this tool write. `userFile` holds the administrator's own KUBELET_EXTRA_ARGS: /etc/default/kubelet, or /etc/sysconfig/kubelet where packages are RPMs. Mode 0644. */
export function kubeletDropIn(binary = "/usr/bin/kubelet", userFile = "/etc/default/kubelet"): string {
  return `# Made for kubeadm's layout: the files below are written by init and join.
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-${userFile}
ExecStart=
ExecStart=${binary} $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;
}
