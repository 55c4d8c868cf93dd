import { namespaces } from "../constants/names.ts";
import { type CriClient, criClient } from "../cri/client.ts";
import { removeSandbox } from "../cri/remove-sandbox.ts";
import type { CallChange } from "../engine/change.ts";
import type { Step } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { firstStartCutOff } from "../etcd/first-start.ts";
import type { Host, HostView } from "../host/host.ts";
import { systemctl } from "../steps/service.ts";
import { unitRunning } from "../steps/service-state.ts";
import { step } from "../steps/step.ts";

/** The member of etcd that a founding control plane runs. */
export interface FoundingMember {
  readonly dataDir: string;
  /** The Node's name, as in "etcd-cp1". */
  readonly node: string;
  readonly criSocket: string;
}

const kubelet = "kubelet.service";

/**
 * etcd's first start was not cut off. One that was (the power failed between the layout of its log and the first write to it)
 * leaves a log without members, with which etcd never comes up again. Nothing was ever stored through such a log. It is kept
 * as DATADIR/member.cut-off-N, and etcd begins anew. Nobody may run etcd meanwhile: the kubelet, which starts it, is stopped
 * until it is started by a later step, and etcd's Pod is removed.
 */
export function etcdFirstStartStep(member: FoundingMember): Step {
  const cutOff = firstStartCutOff(member.dataDir);
  return step("etcd-first-start", "etcd's first start was not cut off", async (context) => {
    if (!(await context.fact(cutOff))) return [];
    const kept = await freeName(context.host, member.dataDir);
    const running = unitRunning(kubelet);
    const stop = systemctl(
      `Stop ${kubelet}, so that nobody starts etcd`,
      ["stop", "--", kubelet],
      [{ fact: running, value: false }],
    );
    const aside: CallChange = {
      kind: "call",
      title: `etcd: its first start was cut off before it stored anything; keep ${member.dataDir}/member as ${kept}`,
      perform: (host) => setAside(host, member, kept),
      makes: [{ fact: cutOff, value: false }],
    };
    context.note(
      "warning",
      `etcd's first start on this host was cut off before it stored anything. It begins anew; what it left is kept in ${kept}`,
    );
    return (await context.fact(running)) ? [stop, aside] : [aside];
  });
}

/** The first of DATADIR/member.cut-off-1, -2, … at which nothing is. In the data directory itself: it may be a file system of its own. */
async function freeName(view: HostView, dataDir: string): Promise<string> {
  const names = (await view.list([dataDir])).get(dataDir) ?? [];
  for (let number = 1; ; number += 1) {
    if (!names.includes(`member.cut-off-${number}`)) return `${dataDir}/member.cut-off-${number}`;
  }
}

/** Looks once more when etcd is certainly stopped: it may have come further since, and then stays as it is. */
async function setAside(host: Host, member: FoundingMember, kept: string): Promise<void> {
  await removePod(host, member);
  if (!(await firstStartCutOff(member.dataDir).read(host))) return;
  const from = `${member.dataDir}/member`;
  const { code, stderr } = await host.run({ argv: ["mv", "-n", "-T", "--", from, kept] });
  if (code === 0) return;
  throw new KubewrightError("ETCD_NOT_SET_ASIDE", {
    what: `${from} could not be renamed.`,
    why: stderr.trim(),
    next: `Rename it yourself while the kubelet is stopped (systemctl stop kubelet; mv ${from} ${kept}), then run the same command again.`,
  });
}

async function removePod(view: HostView, { node, criSocket }: FoundingMember): Promise<void> {
  const cri: CriClient = criClient({ view, socket: criSocket });
  try {
    const pods = await cri.sandboxes();
    const own = pods.filter(({ name, namespace }) => name === `etcd-${node}` && namespace === namespaces.system);
    await Promise.all(own.map(({ id }) => removeSandbox(cri, id)));
  } finally {
    cri.close();
  }
}
