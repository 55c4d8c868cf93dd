import type { ClusterConfiguration, InitIntent } from "../config/v1beta4.ts";
import { manifestsDir } from "../constants/paths.ts";
import { ports } from "../constants/ports.ts";
import { familyOf } from "../ip/address.ts";
import type { Check } from "./check.ts";
import { etcdDataAvailable, externalEtcdFile, fileAvailable } from "./checks/available.ts";
import { diskSpaceEnough } from "./checks/disk.ts";
import { endpointResolves } from "./checks/endpoint.ts";
import { firewalld } from "./checks/firewalld.ts";
import { httpProxy, httpProxyCidr } from "./checks/http-proxy.ts";
import { forwards } from "./checks/kernel-settings.ts";
import { ledgerReadable } from "./checks/ledger.ts";
import { portFree } from "./checks/ports.ts";
import { isPrivilegedUser } from "./checks/privilege.ts";
import { takesWrites } from "./checks/read-only.ts";
import { initFiles, noForeignFiles, tellEarlierRun } from "./checks/remains.ts";
import { mem, numCpu } from "./checks/resources.ts";
import { kubernetesVersion } from "./checks/versions.ts";
import { commonChecks, newestKubernetes, writtenEverywhere } from "./common-checks.ts";

/** Every check of `init`, in kubeadm's order, ours after them. The pull of the images is a step of its own. */
export function initChecks(intent: InitIntent): readonly Check[] {
  const { init, cluster, kubelet } = intent;
  const { advertiseAddress } = init.localAPIEndpoint;
  const families = new Set([...cidrs(cluster).map(familyOfCidr), familyOf(advertiseAddress)]);
  return [
    isPrivilegedUser,
    ledgerReadable,
    ...controlPlaneChecks(intent),
    ...commonChecks({
      registration: init.nodeRegistration,
      kubernetesVersion: cluster.kubernetesVersion,
      address: advertiseAddress,
      kubelet,
    }),
    ...(families.has(4) ? [forwards(4)] : []),
    ...(families.has(6) ? [forwards(6)] : []),
    ...etcdChecks(cluster, true),
    endpointResolves(cluster.controlPlaneEndpoint),
    takesWrites([...writtenEverywhere, ...(cluster.etcd.local === undefined ? [] : [cluster.etcd.local.dataDir])]),
    noForeignFiles(initFiles),
    tellEarlierRun(cluster.certificatesDir),
  ];
}

/** What a control plane needs besides the common set: `init`, and `join --control-plane` once it knows the cluster. */
export function controlPlaneChecks({ init, cluster }: InitIntent): readonly Check[] {
  const { advertiseAddress, bindPort } = init.localAPIEndpoint;
  return [
    numCpu,
    mem,
    kubernetesVersion(cluster.kubernetesVersion, newestKubernetes),
    firewalld([bindPort, ports.kubelet]),
    portFree(bindPort),
    portFree(ports.scheduler),
    portFree(ports.controllerManager),
    ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"].map((name) =>
      fileAvailable(`${manifestsDir}/${name}.yaml`),
    ),
    httpProxy(advertiseAddress),
    ...cidrs(cluster).map(httpProxyCidr),
    diskSpaceEnough(cluster.etcd.local?.dataDir ?? null),
  ];
}

/** etcd's part. `needsFiles`: whether the client certificates of an external etcd must be on the machine already. */
export function etcdChecks({ etcd }: ClusterConfiguration, needsFiles: boolean): readonly Check[] {
  if (etcd.local !== undefined) {
    return [portFree(ports.etcdClient), portFree(ports.etcdPeer), etcdDataAvailable(etcd.local.dataDir)];
  }
  const { caFile, certFile, keyFile } = etcd.external;
  return needsFiles ? [caFile, certFile, keyFile].filter((path) => path !== "").map(externalEtcdFile) : [];
}

function cidrs({ networking }: ClusterConfiguration): readonly string[] {
  return [...networking.serviceSubnet.split(","), ...networking.podSubnet.split(",")].filter(
    (cidr) => cidr.trim() !== "",
  );
}

function familyOfCidr(cidr: string): 0 | 4 | 6 {
  return familyOf(cidr.trim().split("/", 1)[0] ?? "");
}
