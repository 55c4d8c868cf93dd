/** Where kubeadm, the kubelet and this tool keep their files. All absolute. */

export const kubernetesDir = "/etc/kubernetes";
/** Mode 0700. The kubelet watches it. */
export const manifestsDir = "/etc/kubernetes/manifests";
/** ClusterConfiguration.certificatesDir when nothing else is said. */
export const defaultCertificatesDir = "/etc/kubernetes/pki";
/** Mode 0700. */
export const tmpDir = "/etc/kubernetes/tmp";

export const adminConf = "/etc/kubernetes/admin.conf";
export const superAdminConf = "/etc/kubernetes/super-admin.conf";
export const kubeletConf = "/etc/kubernetes/kubelet.conf";
export const bootstrapKubeletConf = "/etc/kubernetes/bootstrap-kubelet.conf";
export const controllerManagerConf = "/etc/kubernetes/controller-manager.conf";
export const schedulerConf = "/etc/kubernetes/scheduler.conf";

/** Mode 0700. */
export const kubeletDir = "/var/lib/kubelet";
export const kubeletConfigFile = "/var/lib/kubelet/config.yaml";
export const kubeletInstanceConfigFile = "/var/lib/kubelet/instance-config.yaml";
export const kubeletFlagsFile = "/var/lib/kubelet/kubeadm-flags.env";
export const kubeletPkiDir = "/var/lib/kubelet/pki";
/** A link to the newest certificate and key of the kubelet's client, both in one file. */
export const kubeletClientCurrent = "/var/lib/kubelet/pki/kubelet-client-current.pem";

export const defaultEtcdDataDir = "/var/lib/etcd";

export const kubewrightDir = "/var/lib/kubewright";

export const kubeletUnitFile = "/etc/systemd/system/kubelet.service";
export const kubeletDropInFile = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";

/** Where distributions keep the authorities that the system trusts, all in one PEM file: Debian, RHEL, SUSE, Arch; then the links to them and Alpine's. */
export const systemCaBundles: readonly string[] = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/var/lib/ca-certificates/ca-bundle.pem",
  "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];

/** Always mounted into kube-apiserver and kube-controller-manager. */
export const systemCaDirectory = "/etc/ssl/certs";

/** Mounted as well, each only where it exists: /etc/ssl/certs is or holds links into them on several distributions. */
export const hostCaDirectories: readonly string[] = [
  "/etc/pki/ca-trust",
  "/etc/pki/tls/certs",
  "/etc/ca-certificates",
  "/usr/share/ca-certificates",
  "/usr/local/share/ca-certificates",
];

/** What systemd-resolved writes for programs that do not ask it: the real name servers. */
export const resolvedResolvConf = "/run/systemd/resolve/resolv.conf";

/** Which cluster `apply` made a control plane of. Mode 0600. */
export const clusterRecord = "/var/lib/kubewright/cluster.json";

/** What a founding run must remember over a crash. Mode 0600. */
export const founding = "/var/lib/kubewright/founding.json";
