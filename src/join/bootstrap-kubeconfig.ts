import { posix } from "node:path";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import { bootstrapKubeletConf, kubeletConf } from "../constants/paths.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { textState } from "../host/file-state.ts";
import type { FileState, FileTree } from "../host/host.ts";
import { condition } from "../kube/waits.ts";
import { kubeconfig } from "../manifests/kubeconfig.ts";
import { filesStep } from "../steps/files.ts";
import { step } from "../steps/step.ts";
import type { JoinedCluster } from "./joined-cluster.ts";
import { ownAccess } from "./own-access.ts";

/** The name of the kubeconfig's user, as kubeadm has it. */
const user = "tls-bootstrap-token-user";

/** Refuses a name under which a Ready node is in the cluster: two kubelets of one name would take turns. A host that has its kubelet.conf, or the file from which the kubelet makes it, is that node: a run before this one has asked. */
export function nodeNameStep(join: JoinConfiguration, joined: JoinedCluster): Step {
  const { name } = join.nodeRegistration;
  return step("node-name", `No other node is called ${name}`, async (context) => {
    if ((await context.host.read([kubeletConf, bootstrapKubeletConf])).size > 0) return [];
    const node = await joined.client.get({ apiVersion: "v1", kind: "Node", name });
    if (node === null || condition(node, "Ready")?.status !== "True") return [];
    throw new KubewrightError("NODE_NAME_TAKEN", {
      what: `A Ready node called ${name} is in the cluster already.`,
      why: "a host that was reset a moment ago still counts as Ready for some 40 seconds",
      next: `If that node is gone, delete it on a control plane and run join again: kubectl delete node ${name}. Else give this host another name: --node-name`,
    });
  });
}

/** The cluster's CA where it is missing, mode 0644, and the kubeconfig with which the kubelet asks for its certificate; the latter only until it has one. */
export function bootstrapFilesStep(join: JoinConfiguration, joined: JoinedCluster): Step {
  return filesStep({
    id: "bootstrap-kubeconfig",
    title: "How the kubelet introduces itself",
    foreign: "refuse",
    tree: (context) => bootstrapFiles(join, joined, context),
  });
}

async function bootstrapFiles(join: JoinConfiguration, joined: JoinedCluster, context: StepContext): Promise<FileTree> {
  const places = authorityPlaces(join, joined);
  const there = await context.host.read(places);
  const missing = places.filter((path) => !there.has(path));
  const files: [string, FileState][] = missing.map((path) => [path, textState(joined.access.ca)]);
  if (join.controlPlane === undefined && (await ownAccess(context.host, kubeletConf)) === null) {
    files.push([bootstrapKubeletConf, textState(bootstrapKubeconfig(joined), 0o600)]);
  }
  return new Map(files);
}

/** Where the cluster's CA belongs: as the join says, and in the cluster's directory of certificates where the kubelets' configuration looks for it there. With a directory of one's own kubeadm's workers do not start until somebody has put it there. */
function authorityPlaces({ caCertPath }: JoinConfiguration, { cluster, kubelet }: JoinedCluster): readonly string[] {
  const ofCluster = posix.join(cluster.certificatesDir, "ca.crt");
  const { x509 } = (kubelet["authentication"] ?? {}) as { readonly x509?: { readonly clientCAFile?: unknown } };
  return [...new Set(x509?.clientCAFile === ofCluster ? [caCertPath, ofCluster] : [caCertPath])];
}

function bootstrapKubeconfig({ access, cluster }: JoinedCluster) {
  const { token, clientCertificate, clientKey } = access;
  const credentials =
    token !== undefined || clientCertificate === undefined || clientKey === undefined
      ? { token: token ?? noToken() }
      : { certificate: clientCertificate, key: clientKey };
  return kubeconfig({
    clusterName: cluster.clusterName,
    server: access.server,
    caCertificate: access.ca,
    user,
    credentials,
  });
}

function noToken(): never {
  throw new KubewrightError("DISCOVERY_NO_CREDENTIALS", {
    what: "Nothing was given with which the kubelet could introduce itself.",
    next: "Add a token that a control plane makes (kubewright token create) with --tls-bootstrap-token.",
  });
}
