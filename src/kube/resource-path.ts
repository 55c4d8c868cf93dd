import { KubewrightError } from "../errors.ts";

/** Where objects of a kind are in the API: its plural, and whether they live in namespaces. */
export interface ResourceKind {
  readonly plural: string;
  readonly namespaced: boolean;
}

const namespaced = (plural: string): ResourceKind => ({ plural, namespaced: true });
const clusterWide = (plural: string): ResourceKind => ({ plural, namespaced: false });

/** The kinds a cluster is bootstrapped with, by "group/Kind". Others are looked up at the server. */
export const knownKinds: Readonly<Record<string, ResourceKind>> = {
  "/ConfigMap": namespaced("configmaps"),
  "/Endpoints": namespaced("endpoints"),
  "/Event": namespaced("events"),
  "/Namespace": clusterWide("namespaces"),
  "/Node": clusterWide("nodes"),
  "/PersistentVolume": clusterWide("persistentvolumes"),
  "/PersistentVolumeClaim": namespaced("persistentvolumeclaims"),
  "/Pod": namespaced("pods"),
  "/Secret": namespaced("secrets"),
  "/Service": namespaced("services"),
  "/ServiceAccount": namespaced("serviceaccounts"),
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": clusterWide("mutatingwebhookconfigurations"),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": clusterWide("validatingwebhookconfigurations"),
  "apiextensions.k8s.io/CustomResourceDefinition": clusterWide("customresourcedefinitions"),
  "apiregistration.k8s.io/APIService": clusterWide("apiservices"),
  "apps/DaemonSet": namespaced("daemonsets"),
  "apps/Deployment": namespaced("deployments"),
  "apps/ReplicaSet": namespaced("replicasets"),
  "apps/StatefulSet": namespaced("statefulsets"),
  "autoscaling/HorizontalPodAutoscaler": namespaced("horizontalpodautoscalers"),
  "batch/CronJob": namespaced("cronjobs"),
  "batch/Job": namespaced("jobs"),
  "certificates.k8s.io/CertificateSigningRequest": clusterWide("certificatesigningrequests"),
  "coordination.k8s.io/Lease": namespaced("leases"),
  "discovery.k8s.io/EndpointSlice": namespaced("endpointslices"),
  "networking.k8s.io/IPAddress": clusterWide("ipaddresses"),
  "networking.k8s.io/IngressClass": clusterWide("ingressclasses"),
  "networking.k8s.io/NetworkPolicy": namespaced("networkpolicies"),
  "policy/PodDisruptionBudget": namespaced("poddisruptionbudgets"),
  "rbac.authorization.k8s.io/ClusterRole": clusterWide("clusterroles"),
  "rbac.authorization.k8s.io/ClusterRoleBinding": clusterWide("clusterrolebindings"),
  "rbac.authorization.k8s.io/Role": namespaced("roles"),
  "rbac.authorization.k8s.io/RoleBinding": namespaced("rolebindings"),
  "scheduling.k8s.io/PriorityClass": clusterWide("priorityclasses"),
  "storage.k8s.io/CSIDriver": clusterWide("csidrivers"),
  "storage.k8s.io/StorageClass": clusterWide("storageclasses"),
};

/** The kind, when it is one of those known without asking. */
export function knownKind(apiVersion: string, kind: string): ResourceKind | undefined {
  const group = apiVersion.includes("/") ? apiVersion.split("/", 1)[0] : "";
  const key = `${group}/${kind}`;
  return Object.hasOwn(knownKinds, key) ? knownKinds[key] : undefined;
}

/** "/api/v1" or "/apis/apps/v1". */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes("/")
    ? `/apis/${apiVersion.split("/").map(encodeURIComponent).join("/")}`
    : `/api/${encodeURIComponent(apiVersion)}`;
}

/** The path of a collection, or of one object. No namespace means "default" for one object, all for a collection. */
export function resourcePath(
  where: { readonly apiVersion: string; readonly namespace?: string | undefined },
  kind: ResourceKind,
  name?: string,
): string {
  const namespace = where.namespace ?? (name === undefined ? undefined : "default");
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : "";
  const object = name === undefined ? "" : `/${segment(name)}`;
  return `${groupVersionPath(where.apiVersion)}${scope}/${kind.plural}${object}`;
}

/** A name as a part of a path. An empty one would turn the request for one object into one for all of its kind. */
function segment(name: string): string {
  if (name !== "" && name !== "." && name !== ".." && !/[/%]/.test(name)) return encodeURIComponent(name);
  throw new KubewrightError("KUBE_INVALID", {
    what: `${JSON.stringify(name.slice(0, 100))} cannot be the name of a Kubernetes object`,
    next: "Correct the name: it may not be empty, '.' or '..', nor hold '/' or '%'.",
  });
}

/** "?a=1&b=2" of what is set; "" when nothing is. */
export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== false);
  const text = set.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
  return text === "" ? "" : `?${text}`;
}
