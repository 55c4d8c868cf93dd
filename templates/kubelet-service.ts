/** The systemd unit of the kubelet as the distribution packages ship it. `binary` is the kubelet's absolute path. Mode 0644. */
export function kubeletService(binary = "/usr/bin/kubelet"): string {
  return `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=${binary}
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
}
