import { namespaces } from "../constants/names.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";

/** The text that a ConfigMap of kube-system keeps under a key. Error CLUSTER_CONFIGURATION_MISSING where there is none. */
export async function storedText(client: KubeClient, name: string, key: string): Promise<string> {
  const object = await client.get({ apiVersion: "v1", kind: "ConfigMap", namespace: namespaces.system, name });
  const data = object?.["data"];
  const text =
    typeof data === "object" && data !== null ? Object.entries(data).find(([each]) => each === key)?.[1] : undefined;
  if (typeof text === "string") return text;
  throw new KubewrightError("CLUSTER_CONFIGURATION_MISSING", {
    what: object === null ? `The cluster has no ConfigMap ${name}.` : `ConfigMap ${name} has no ${key}.`,
    why: "a cluster made by kubewright or kubeadm holds it in kube-system",
    next: "On a control plane, store it again: kubewright init phase upload-config all --config FILE",
    exitCode: exitCodes.stepFailed,
  });
}
