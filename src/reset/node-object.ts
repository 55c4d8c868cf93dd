import type { ResetConfiguration } from "../config/v1beta4.ts";
import { manifestsDir } from "../constants/paths.ts";
import type { ObjectRef } from "../engine/object-store.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { kubeletIdentity } from "../phases/kubelet-identity.ts";
import { step } from "../steps/step.ts";
import { clusterMembers } from "./cluster-etcd.ts";

/**
 * Deletes this machine's Node object where somebody else is left to keep the cluster: a control plane beside others.
 * A worker has no right to it; what could not be done is told.
 */
export function nodeObjectStep(reset: ResetConfiguration): Step {
  return step("node-object", "The Node object is deleted", async (context) => {
    const name = await kubeletIdentity(context.host);
    if (name === null) return [];
    if (!(await isOneOfSeveral(context, reset.certificatesDir))) return [];
    const ref: ObjectRef = { apiVersion: "v1", kind: "Node", name };
    try {
      const live = await context.objects.read(ref);
      return live === null ? [] : [{ kind: "object", write: { verb: "delete", ref }, before: live, after: null }];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const why = error instanceof KubewrightError ? error.code : error.message;
      context.note(
        "warning",
        `Node ${name} stays in the cluster (${why}). Delete it with: kubectl delete node ${name}`,
      );
      return [];
    }
  });
}

async function isOneOfSeveral(context: StepContext, certificatesDir: string): Promise<boolean> {
  const manifest = `${manifestsDir}/kube-apiserver.yaml`;
  if ((await context.host.read([manifest])).get(manifest) === undefined) return false;
  const found = await clusterMembers(context, certificatesDir);
  return found.state === "seen" && found.members.length > 1;
}
