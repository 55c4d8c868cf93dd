import { describe, expect, it } from "vitest";
import { noObjects } from "../../src/engine/no-objects.ts";
import { lostPeer, peers } from "../../src/engine/peers.ts";
import type { Phase } from "../../src/engine/phase.ts";
import { type HostList, type RunHostsOptions, runHosts } from "../../src/engine/run-hosts.ts";
import type { Step } from "../../src/engine/step.ts";
import { KubewrightError } from "../../src/errors.ts";
import { MemoryHost } from "../support/memory-host.ts";

const options = (more: Partial<RunHostsOptions> = {}): RunHostsOptions => ({
  mode: "apply",
  signal: new AbortController().signal,
  tell: () => {},
  now: () => Date.now(),
  ...more,
});
const onEach = (names: readonly string[], list: (name: string) => readonly Phase[]): HostList[] =>
  names.map((name) => ({ host: new MemoryHost(name), objects: noObjects("never"), list: list(name) }));
const doing = (id: string, act: () => Promise<void>): Step => ({
  id,
  title: id,
  once: true,
  plan: async () => [{ kind: "call", title: id, perform: act, makes: [] }],
});
const failing = (id: string): Step =>
  doing(id, async () => Promise.reject(new KubewrightError("BROKEN", { what: "broken", next: "" })));
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("runHosts()", () => {
  it("walks hosts side by side, without a barrier between phases", async () => {
    const log: string[] = [];
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // "slow" leaves its first phase only when "fast" is through its second.
    const first = (name: string): Step => doing("first", async () => (name === "slow" ? gate : undefined));
    const second = (name: string): Step =>
      doing("second", async () => {
        log.push(name);
        if (name === "fast") open();
      });
    const ends = await runHosts(
      onEach(["slow", "fast"], (name) => [
        { id: "1", title: "1", steps: [first(name)] },
        { id: "2", title: "2", steps: [second(name)] },
      ]),
      options(),
    );
    expect(log).toEqual(["fast", "slow"]);
    expect(ends.map((end) => ["result" in end, end.host])).toEqual([
      [true, "slow"],
      [true, "fast"],
    ]);
  });

  it.each([1, 2])(
    "lets no more than %i hosts into a phase of that width, and all of them in the end",
    async (width) => {
      let inside = 0;
      let most = 0;
      let times = 0;
      const step = doing("s", async () => {
        most = Math.max(most, ++inside);
        times++;
        await soon();
        inside--;
      });
      const phase = {
        id: "etcd",
        title: "etcd",
        steps: [step],
        width: { hosts: width, reason: "one learner at a time" },
      };
      await runHosts(
        onEach(["a", "b", "c", "d", "e"], () => [phase]),
        options(),
      );
      expect([most, times]).toEqual([width, 5]);
    },
  );

  it("lets the next host in when one fails inside", async () => {
    const width = { hosts: 1, reason: "" };
    const ends = await runHosts(
      onEach(["a", "b"], (name) => [{ id: "p", title: "p", steps: name === "a" ? [failing("f")] : [], width }]),
      options(),
    );
    expect(ends).toMatchObject([{ errors: [{ code: "BROKEN", node: "a", step: "f" }] }, { result: { changed: 0 } }]);
  });

  it("begins no new phase when too many hosts have failed", async () => {
    const begun: string[] = [];
    const list = (name: string): Phase[] => [
      {
        id: "1",
        title: "1",
        steps:
          name === "bad"
            ? [failing("f")]
            : [
                doing("wait", async () => {
                  await soon();
                  await soon();
                  await soon();
                  await soon();
                  await soon();
                }),
              ],
      },
      { id: "2", title: "2", steps: [doing("late", async () => void begun.push(name))] },
    ];
    const ends = await runHosts(onEach(["bad", "good"], list), options({ maxFailures: 1 }));
    expect(begun).toEqual([]);
    expect(ends).toMatchObject([{ errors: [{ code: "BROKEN" }] }, { errors: [{ code: "RUN_STOPPED", node: "good" }] }]);
  });

  it("ends a wait for a host that has failed, soon and with its reason", async () => {
    const known = peers();
    const waiting: Step = {
      id: "wait",
      title: "wait",
      plan: async () => [
        {
          kind: "wait",
          title: "cp1 has founded the cluster",
          timeoutMs: 60_000,
          everyMs: 5,
          code: "LATE",
          next: "",
          until: {
            name: "cp1",
            read: async () => {
              const failed = lostPeer(known, "cp1");
              return { done: false, found: "", ...(failed == null ? {} : { failed }) };
            },
          },
        },
      ],
    };
    const list = (name: string): Phase[] => [{ id: "p", title: "p", steps: [name === "cp1" ? failing("f") : waiting] }];
    const ends = await runHosts(onEach(["cp1", "w1"], list), options({ peers: known }));
    expect(ends[1]).toMatchObject({ errors: [{ code: "PEER_FAILED", why: "BROKEN: broken", node: "w1" }] });
  });

  it("an interrupt reaches hosts that wait before a phase", async () => {
    const stop = new AbortController();
    const step = doing("s", async () => {
      stop.abort();
      await soon();
    });
    const phase = { id: "p", title: "p", steps: [step, step], width: { hosts: 1, reason: "" } };
    const ends = await runHosts(
      onEach(["a", "b"], () => [phase]),
      options({ signal: stop.signal }),
    );
    expect(ends).toMatchObject([{ errors: [{ code: "INTERRUPTED" }] }, { errors: [{ code: "INTERRUPTED" }] }]);
  });
});
