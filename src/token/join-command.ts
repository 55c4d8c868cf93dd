/** What a new node types to join. */
export interface JoinInvitation {
  /** "kubewright", or "kubeadm" where that is to be typed. */
  readonly program: string;
  /** "host:port" */
  readonly endpoint: string;
  readonly token: string;
  /** "sha256:…", one for each CA of the cluster. */
  readonly pins: readonly string[];
  /** True for a control plane. */
  readonly controlPlane?: boolean;
  /** Only for a control plane: the key to the uploaded certificates. */
  readonly certificateKey?: string | undefined;
}

/** The command on one line, byte for byte as `kubeadm token create --print-join-command` prints it, without the line feed. */
export function joinCommandLine(invitation: JoinInvitation): string {
  const { program, endpoint, token, pins, controlPlane, certificateKey } = invitation;
  const trust = pins.map((pin) => `--discovery-token-ca-cert-hash ${pin} `).join("");
  const worker = `${program} join ${endpoint} --token ${token} ${trust}`;
  if (controlPlane !== true) return worker;
  return `${worker}--control-plane ${certificateKey === undefined ? "" : `--certificate-key ${certificateKey}`}`;
}
