import { clusterRoleBindings, clusterRoles, groups, namespaces, users } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";

const apiVersion = "rbac.authorization.k8s.io/v1";
const apiGroup = "rbac.authorization.k8s.io";

export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  readonly namespace?: string;
  readonly apiGroup?: string;
}

/** A group of users, as a subject. */
export function group(name: string): Subject {
  return { apiGroup, kind: "Group", name };
}

/** A user, as a subject. */
export function user(name: string): Subject {
  return { apiGroup, kind: "User", name };
}

/** A ServiceAccount of kube-system, as a subject. */
export function serviceAccount(name: string): Subject {
  return { kind: "ServiceAccount", name, namespace: namespaces.system };
}

/** The right to read one object by its name, and who has it: a Role and a RoleBinding of the same name. */
export function readOne(
  name: string,
  target: { readonly namespace: string; readonly resource: "configmaps" | "secrets"; readonly name: string },
  subjects: readonly Subject[],
): KubeObject[] {
  const metadata = { name, namespace: target.namespace };
  const rule = { apiGroups: [""], resourceNames: [target.name], resources: [target.resource], verbs: ["get"] };
  return [
    { apiVersion, kind: "Role", metadata, rules: [rule] },
    { apiVersion, kind: "RoleBinding", metadata, roleRef: { apiGroup, kind: "Role", name }, subjects },
  ];
}

/** A ClusterRole. */
export function clusterRole(name: string, rules: readonly object[]): KubeObject {
  return { apiVersion, kind: "ClusterRole", metadata: { name }, rules };
}

/** A ClusterRoleBinding. */
export function clusterRoleBinding(name: string, role: string, subjects: readonly Subject[]): KubeObject {
  return {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup, kind: "ClusterRole", name: role },
    subjects,
  };
}

/** What makes the user of admin.conf an administrator. Only super-admin.conf can create it. */
export function clusterAdminsBinding(): KubeObject {
  return clusterRoleBinding(clusterRoleBindings.clusterAdmins, clusterRoles.clusterAdmin, [
    group(groups.clusterAdmins),
  ]);
}

/** What lets nodes join and renew their certificates, and lets the API server reach kubelets. */
export function bootstrapRbac(): KubeObject[] {
  const bootstrappers = [group(groups.bootstrappers)];
  const names = clusterRoleBindings;
  return [
    clusterRole(clusterRoles.getNodes, [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }]),
    clusterRoleBinding(names.getNodes, clusterRoles.getNodes, bootstrappers),
    clusterRoleBinding(names.kubeletBootstrap, clusterRoles.nodeBootstrapper, bootstrappers),
    clusterRoleBinding(names.approveBootstrap, clusterRoles.approveNodeClient, bootstrappers),
    clusterRoleBinding(names.approveRotation, clusterRoles.approveSelfNodeClient, [group(groups.nodes)]),
    clusterRoleBinding(names.apiServerKubeletClient, clusterRoles.kubeletApiAdmin, [
      user(users.apiServerKubeletClient),
    ]),
  ];
}
