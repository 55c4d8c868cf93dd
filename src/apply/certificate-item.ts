import { checkExpiration, type Expiration } from "../certs/check-expiration.ts";
import { kubernetesDir } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import type { Item } from "./node-status.ts";

const dayMs = 86_400_000;
/** From so many days on, the end of a certificate is no longer far. */
const soonDays = 14;

/** Nothing renews a certificate in place yet. */
const anew = "Once it is moved away, with its key, kubewright apply makes it anew.";
const authorityAnew =
  "It is an authority: leave it where it is, for without it nothing here is trusted. How it is exchanged: https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/";

/** How long the certificates of a control plane are still valid; not well where one is not, or not for long. */
export async function certificateItem(host: HostView, certificatesDir: string, now: Date): Promise<Item> {
  const { certificates, authorities } = await checkExpiration(host, { certificatesDir, kubernetesDir, now });
  const all = [...certificates, ...authorities];
  const early = all.filter(({ begins }) => begins !== null && begins > now);
  if (early.length > 0) return notYetValid(early, now);
  const ends = all.flatMap((one) => {
    if (one.expires === null) return [];
    const days = Math.floor((one.expires.getTime() - now.getTime()) / dayMs);
    return [{ name: one.name, days, next: authorities.includes(one) ? authorityAnew : anew }];
  });
  const [first] = ends.sort((a, b) => a.days - b.days);
  if (first === undefined) return { isWell: false, text: "none", why: "no certificates are on this host" };
  const text = first.days < 0 ? "expired" : `${first.days} days`;
  if (first.days >= soonDays) return { isWell: true, text };
  const name = andMore(first.name, ends.filter(({ days }) => days < soonDays).length - 1);
  const when = first.days < 0 ? `expired ${-first.days} days ago` : `ends in ${text}`;
  return { isWell: false, text, why: `${name} ${when}. ${first.next}` };
}

function notYetValid(early: readonly Expiration[], now: Date): Item {
  const [first] = [...early].sort((a, b) => (b.begins?.getTime() ?? 0) - (a.begins?.getTime() ?? 0));
  const name = andMore(first?.name ?? "", early.length - 1);
  const why =
    `${name} ${early.length === 1 ? "is" : "are"} not valid before ${second(first?.begins ?? now)}; the clock of the machine you type at says ${second(now)}. ` +
    "Compare the clocks of the machines (date; timedatectl): one that was ahead made the certificates, or this one is behind.";
  return { isWell: false, text: "not valid yet", why };
}

function andMore(name: string, others: number): string {
  return `${name}${others === 0 ? "" : ` and ${others} more`}`;
}

/** "2026-11-21T03:29:11Z" */
function second(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
