/** The halves of what a whole cluster trusts: its authorities' and its service accounts'. */
const shared = /(^|\/)(ca|front-proxy-ca|sa)\.(crt|key|pub)$/;

/** What to do about a file of the pki that cannot be used. Both halves may be made anew of what one machine has for itself; never, while a cluster lives on it, of what all of them share. */
export function putBack(place: string, other: "certificate" | "key"): string {
  const backup = `Put back ${place} from a backup`;
  if (!shared.test(place)) return `${backup}, or move it away together with its ${other} to have both made anew`;
  return `Put back ${place} from another control plane or a backup. Do not have it made anew while a cluster lives: its nodes, clients and Pods trust nothing else`;
}
