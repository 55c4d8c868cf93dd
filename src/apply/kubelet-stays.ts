import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import { type UnitState, units } from "../facts/units.ts";
import type { HostView } from "../host/host.ts";
import { type HealthAddress, kubeletHealthy } from "../kube/component-health.ts";
import { done, notYet } from "../kube/waits.ts";
import { waitStep } from "../steps/wait.ts";

/** The service, asked as `glimpse` anticipates it. */
export const kubeletService: readonly string[] = ["kubelet.service"];
const uptimePath = "/proc/uptime";
/** Seconds after which a kubelet counts as one that stays: one that cannot read its configuration dies in less than one. */
const longEnough = 15;
/** The same for one that systemd has started again: its unit waits ten seconds between two tries. */
const longEnoughAgain = 60;
/** Starts by systemd that have not helped; a further one will not. */
const triesEnough = 2;

/** What is needed to look after a worker's kubelet. */
export interface KubeletOfNode {
  readonly name: string;
  readonly criSocket: string;
  /** Where the kubelet tells how it is. */
  readonly health: HealthAddress;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

/** Phase kubelet-stays: the kubelet of a host that was a node before this run does not start and die again and again. A new node's registration shows as much. */
export function kubeletStaysPhase(node: KubeletOfNode, wasNode: () => boolean): Phase {
  const title = "the kubelet stays up";
  const explain = explainKubelet({ criSocket: node.criSocket, node: node.name });
  const wait = waitStep({
    id: "kubelet-stays",
    title,
    until: kubeletStays(explain, node.health),
    timeoutMs: node.timeoutMs,
    code: "KUBELET_NOT_HEALTHY",
    next: "See what the kubelet says: journalctl -u kubelet -e",
    explain,
  });
  return { id: "kubelet-stays", title: "The kubelet stays up", steps: async () => (wasNode() ? [wait] : []) };
}

/** True of one that has run for long enough, or says itself that it is healthy. One that systemd starts in vain ends the wait, with what `explain` finds. */
export function kubeletStays(
  explain: (view: HostView) => Promise<NonNullable<WaitAnswer["failed"]> | null>,
  health: HealthAddress,
): Fact<WaitAnswer> {
  return {
    name: "the kubelet stays up",
    read: async (view) => {
      const [known, files] = await Promise.all([units(kubeletService).read(view), view.read([uptimePath])]);
      const unit = known.get("kubelet.service");
      if (unit === undefined) return done("systemd says nothing of it");
      if (unit.active === "active" && unit.sub === "running") {
        const uptime = files.get(uptimePath);
        const runsFor = secondsOf(uptime?.type === "file" ? uptime.content : null) - unit.activeSinceUs / 1e6;
        const enough = unit.restarts === 0 ? longEnough : longEnoughAgain;
        return runsFor < enough ? kubeletHealthy(health).read(view) : done("it runs");
      }
      const failed = unit.restarts < triesEnough ? null : await explain(view);
      return { ...notYet(stateText(unit)), ...(failed === null ? {} : { failed }) };
    },
  };
}

/** The first number of /proc/uptime; without the file everything has run for ever. */
function secondsOf(content: unknown): number {
  const [seconds] = typeof content === "string" ? content.split(" ") : [];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds);
}

function stateText({ active, sub, restarts }: UnitState): string {
  const again = restarts === 0 ? "" : `, started again ${restarts} times`;
  return `the service kubelet is ${active} (${sub}${again})`;
}
