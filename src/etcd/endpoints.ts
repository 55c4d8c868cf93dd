import type { KubeObject } from "../engine/object-store.ts";
import { serverOf } from "../kube/from-kubeconfig.ts";
import { isRecord } from "../kube/is-record.ts";
import type { EtcdMember } from "./member.ts";

/** Annotation of kubeadm's etcd Pods that says where clients reach the member. */
const clientUrlsAnnotation = "kubeadm.kubernetes.io/etcd.advertise-client-urls";

/** The label selector of kubeadm's etcd Pods in kube-system. */
export const etcdPodSelector = "component=etcd,tier=control-plane";

/** Where the members can be asked, as their Pods' annotations say. A Pod without a usable one is passed over (kubeadm fails at it). */
export function etcdServersOfPods(
  pods: readonly KubeObject[],
): readonly { readonly host: string; readonly port: number }[] {
  const urls = pods.flatMap((pod) => {
    const annotations = isRecord(pod.metadata["annotations"]) ? pod.metadata["annotations"] : {};
    const value = annotations[clientUrlsAnnotation];
    return typeof value === "string" ? value.split(",") : [];
  });
  return serversOf(urls);
}

/** Where the members can be asked, as the member list says. Learners are left out: they answer only for themselves. */
export function etcdServersOfMembers(
  members: readonly EtcdMember[],
): readonly { readonly host: string; readonly port: number }[] {
  return members.filter((member) => !member.isLearner).flatMap(etcdServersOfMember);
}

/** Where one member can be asked about itself, a learner too; empty before it has started. */
export function etcdServersOfMember({
  clientUrls,
}: EtcdMember): readonly { readonly host: string; readonly port: number }[] {
  return serversOf(clientUrls);
}

function serversOf(urls: readonly string[]): readonly { readonly host: string; readonly port: number }[] {
  const usable = [...new Set(urls)].filter((url) => /^https:\/\/[^/]+$/.test(url) && URL.canParse(url));
  return usable.map(serverOf);
}
