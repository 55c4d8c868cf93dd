import type { Change } from "../engine/change.ts";
import type { RunEvent } from "../engine/event.ts";
import { changeCount } from "./change-text.ts";
import { namedHosts } from "./warnings.ts";

/** What a plan found on one host. */
interface Found {
  readonly changes: Change[];
  deferred: number;
  unchanged: number;
}

const nothing = (): Found => ({ changes: [], deferred: 0, unchanged: 0 });

/** What a plan comes to, in all and for each host. */
export class PlanSum {
  readonly #hosts = new Map<string, Found>();

  take({ host, outcome, changes }: RunEvent & { readonly type: "step-ended" }): void {
    const found = this.#hosts.get(host) ?? nothing();
    this.#hosts.set(host, found);
    found.changes.push(...changes);
    if (outcome === "deferred") found.deferred += 1;
    if (outcome === "unchanged") found.unchanged += 1;
  }

  /** No step has told what it would do: what came in between kept the plan from being made. */
  get isUnused(): boolean {
    return this.#hosts.size === 0;
  }

  /** Nothing would be changed, as far as it can be known. */
  get isEmpty(): boolean {
    return [...this.#hosts.values()].every((found) => words(found, false) === "");
  }

  /** "3 files, 1 command, 2 steps known only later, 7 already so" */
  text(): string {
    const all = [...this.#hosts.values()];
    return words(
      {
        changes: all.flatMap(({ changes }) => changes),
        deferred: all.reduce((sum, { deferred }) => sum + deferred, 0),
        unchanged: all.reduce((sum, { unchanged }) => sum + unchanged, 0),
      },
      true,
    );
  }

  /** The hosts, those of which the same is to be said together; none when there is nothing to change on any. The names are as wide as the widest. */
  byHost(): readonly { readonly names: string; readonly text: string }[] {
    if (this.isEmpty) return [];
    const same = new Map<string, string[]>();
    for (const [host, found] of this.#hosts) {
      const text = words(found, false) || "nothing to change";
      same.set(text, [...(same.get(text) ?? []), host]);
    }
    const lines = [...same].map(([text, hosts]) => ({ names: namedHosts(hosts, 4), text }));
    const width = Math.max(...lines.map(({ names }) => names.length));
    return lines.map(({ names, text }) => ({ names: names.padEnd(width), text }));
  }
}

function words({ changes, deferred, unchanged }: Found, withUnchanged: boolean): string {
  const parts = [changeCount(changes)];
  if (deferred > 0) parts.push(`${deferred} ${deferred === 1 ? "step" : "steps"} known only later`);
  if (withUnchanged && unchanged > 0) parts.push(`${unchanged} already so`);
  return parts.filter((part) => part !== "").join(", ");
}
