import { maskedText } from "./mask.ts";
import { printable } from "./printable.ts";
import { hang } from "./wrap.ts";

/** What many hosts are warned of, each warning once with the hosts it is about. */
export class Warnings {
  readonly #hosts = new Map<string, string[]>();

  take(host: string, text: string): void {
    const hosts = this.#hosts.get(text) ?? [];
    if (!hosts.includes(host)) hosts.push(host);
    this.#hosts.set(text, hosts);
  }

  /** "! cp1, cp2 and 3 more: no time service runs", wrapped; the hosts in the order given. */
  lines(order: readonly string[], columns: number): readonly string[] {
    return [...this.#hosts].flatMap(([text, hosts]) => {
      const known = order.filter((host) => hosts.includes(host));
      const names = namedHosts([...known, ...hosts.filter((host) => !order.includes(host))]);
      return hang("! ", printable(maskedText(`${names}: ${text}`)), columns);
    });
  }
}

/** "cp1, cp2 and 3 more": so many are named at most, or one more where it would be the only one left. */
export function namedHosts(hosts: readonly string[], most = 2): string {
  if (hosts.length <= most + 1) return hosts.join(", ");
  return `${hosts.slice(0, most).join(", ")} and ${hosts.length - most} more`;
}
