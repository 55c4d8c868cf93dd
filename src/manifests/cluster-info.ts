import { configMapKeys, configMaps, namespaces, roles, users } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Secret } from "../secret.ts";
import { printYaml } from "../yaml.ts";
import { jws, jwsKey } from "./jws.ts";
import { readOne, user } from "./rbac.ts";

/** The kubeconfig that tells strangers where the cluster is and by which authority (PEM, one certificate) to know it. It lets nobody in. */
export function clusterInfoKubeconfig(cluster: { readonly caCertificate: string; readonly server: string }): string {
  return printYaml({
    apiVersion: "v1",
    clusters: [
      {
        cluster: {
          "certificate-authority-data": Buffer.from(cluster.caCertificate).toString("base64"),
          server: cluster.server,
        },
        name: "",
      },
    ],
    contexts: null,
    "current-context": "",
    kind: "Config",
    users: null,
  });
}

/** ConfigMap cluster-info, signed by each token whose usages have signing, and the right of everyone to read it. */
export function clusterInfoObjects(kubeconfig: string, signingTokens: readonly (string | Secret)[]): KubeObject[] {
  const signatures = Object.fromEntries(signingTokens.map((token) => [jwsKey(token), jws(token, kubeconfig)]));
  const target = { namespace: namespaces.public, resource: "configmaps", name: configMaps.clusterInfo } as const;
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: configMaps.clusterInfo, namespace: namespaces.public },
      data: { ...signatures, [configMapKeys.clusterInfo]: kubeconfig },
    },
    ...readOne(roles.clusterInfo, target, [user(users.anonymous)]),
  ];
}
