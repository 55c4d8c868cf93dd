/** The systemd unit of the kubelet with the facts of the distribution packages' own. `binary` is the kubelet's absolute path. Mode 0644. */
export function kubeletService(binary = "/usr/bin/kubelet"): string {
  return `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${binary}
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
}
