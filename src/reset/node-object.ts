import type { ResetConfiguration } from "../config/v1beta4.ts";
import { manifestsDir } from "../constants/paths.ts";
import type { Change } from "../engine/change.ts";
import type { ObjectRef } from "../engine/object-store.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { ApiAccess } from "../phases/api-access.ts";
import { kubeletIdentity } from "../phases/kubelet-identity.ts";
import { step } from "../steps/step.ts";
import { clusterMembers } from "./cluster-etcd.ts";

/**
 * Deletes this machine's Node object where somebody else is left to keep the cluster: a control plane beside others.
 * A worker has no right to it; what could not be done is told, and reset goes on. A Node that waits for its finalizers is as good as gone.
 */
export function nodeObjectStep(reset: ResetConfiguration, access: ApiAccess): Step {
  let stays = false;
  return step("node-object", "The Node object is deleted", async (context) => {
    const name = await kubeletIdentity(context.host);
    if (name === null || stays || !(await isOneOfSeveral(context, reset.certificatesDir))) return [];
    const ref: ObjectRef = { apiVersion: "v1", kind: "Node", name };
    const tell = (why: string): void => {
      stays = true;
      const next = `Delete it with: kubectl delete node ${name}`;
      context.note("warning", `Node ${name} stays in the cluster (${why}). ${next}`);
    };
    try {
      const live = await context.objects.read(ref);
      if (live === null || live.metadata["deletionTimestamp"] !== undefined) return [];
      return [deletion(ref, access, tell)];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      tell(error instanceof KubewrightError ? error.code : error.message);
      return [];
    }
  });
}

function deletion(ref: ObjectRef, access: ApiAccess, tell: (why: string) => void): Change {
  const perform = async (host: HostView): Promise<void> => {
    try {
      await (await access.source(host)).delete(ref);
    } catch (error) {
      if (!(error instanceof KubewrightError)) throw error;
      tell(error.why === undefined ? error.code : `${error.code}: ${error.why}`);
    }
  };
  return { kind: "call", title: `Kubernetes: delete Node ${ref.name}`, makes: [], perform };
}

async function isOneOfSeveral(context: StepContext, certificatesDir: string): Promise<boolean> {
  const manifest = `${manifestsDir}/kube-apiserver.yaml`;
  if ((await context.host.read([manifest])).get(manifest) === undefined) return false;
  const found = await clusterMembers(context, certificatesDir);
  return found.state === "seen" && found.members.length > 1;
}
