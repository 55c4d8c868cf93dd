import type { KubeObject } from "../../src/engine/object-store.ts";
import { isMapping, type Mapping } from "../../src/manifests/merge-patch.ts";
import { Secret } from "../../src/secret.ts";

/** Members of metadata that only a server writes. */
const serverMetadata = ["creationTimestamp", "generation", "managedFields", "resourceVersion", "uid", "selfLink"];

const serverAnnotations = ["deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation"];

/** What the API server fills in where nothing is said, by the field's name. The same value written by us is the same. */
const serverDefaults: Readonly<Record<string, unknown>> = {
  clusterIPs: ["10.96.0.10"],
  defaultMode: 420,
  internalTrafficPolicy: "Cluster",
  ipFamilies: ["IPv4"],
  ipFamilyPolicy: "SingleStack",
  periodSeconds: 10,
  progressDeadlineSeconds: 600,
  readOnly: false,
  resources: {},
  restartPolicy: "Always",
  revisionHistoryLimit: 10,
  schedulerName: "default-scheduler",
  securityContext: {},
  sessionAffinity: "None",
  successThreshold: 1,
  terminationGracePeriodSeconds: 30,
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
};

/** Defaults that hold in one place only, by the last two names of the path. */
const placedDefaults: Readonly<Record<string, unknown>> = {
  "readinessProbe.failureThreshold": 3,
  "readinessProbe.timeoutSeconds": 1,
  "fieldRef.apiVersion": "v1",
  "hostPath.type": "",
  "spec.type": "ClusterIP",
};

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function isDefault(parent: string, key: string, value: unknown, of: Mapping): boolean {
  const placed = `${parent}.${key}`;
  if (key in serverDefaults && same(serverDefaults[key], value)) return true;
  if (placed in placedDefaults && same(placedDefaults[placed], value)) return true;
  if (key === "serviceAccount" && value === of["serviceAccountName"]) return true;
  if (key === "dnsPolicy" && value === "ClusterFirst") return true;
  if (placed === "rollingUpdate.maxSurge" && value === "25%") return true;
  return placed === "updateStrategy.rollingUpdate" && same(value, { maxSurge: 0, maxUnavailable: 1 });
}

function strip(value: unknown, parent: string): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map((item) => strip(item, parent));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([key, inner]) => !isDefault(parent, key, inner, value));
  return Object.fromEntries(entries.map(([key, inner]) => [key, strip(inner, key)]));
}

/** An object without what the API server adds to it, so that what was stored can be compared with what was sent. */
export function storedForm(object: KubeObject): unknown {
  const metadata = Object.entries(object.metadata).filter(([key]) => !serverMetadata.includes(key));
  const { status: _, ...rest } = object;
  return strip({ ...rest, metadata: withoutServerAnnotations(Object.fromEntries(metadata)) }, "");
}

function withoutServerAnnotations(metadata: Mapping): Mapping {
  const { annotations, ...rest } = metadata;
  if (!isMapping(annotations)) return metadata;
  const own = Object.entries(annotations).filter(([key]) => !serverAnnotations.includes(key));
  return own.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(own) };
}
