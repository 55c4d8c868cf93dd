import { describe, expect, it } from "vitest";
import type { Change, WaitAnswer } from "../../src/engine/change.ts";
import type { RunEvent } from "../../src/engine/event.ts";
import { type Fact, NotYetKnown } from "../../src/engine/fact.ts";
import { noObjects } from "../../src/engine/no-objects.ts";
import type { Phase, PhaseList } from "../../src/engine/phase.ts";
import { type RunOptions, run } from "../../src/engine/run.ts";
import type { Step } from "../../src/engine/step.ts";
import { KubewrightError, ManyErrors } from "../../src/errors.ts";
import { textState } from "../../src/host/file-state.ts";
import type { HostView } from "../../src/host/host.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const fileText = (path: string): Fact<string | null> => ({
  name: `text of ${path}`,
  read: async (view) => {
    const state = (await view.read([path])).get(path);
    return state?.type === "file" ? String(state.content) : null;
  },
});

const hasText = (path: string, content: string): Step => ({
  id: `file${path}`,
  title: `Write ${path}`,
  plan: async ({ fact }) => {
    if ((await fact(fileText(path))) === content) return [];
    return [{ kind: "file", path, before: null, after: textState(content) }];
  },
});

const stepOf = (id: string, plan: Step["plan"]): Step => ({ id, title: id, plan });
const phase = (id: string, ...steps: Step[]): Phase => ({ id, title: id, steps });
const ranCommand = (title: string, extra: Partial<Change & { kind: "command" }> = {}): Change => ({
  kind: "command",
  title,
  command: { argv: ["do", title] },
  makes: [],
  ...extra,
});

/** A command step that is done when its file is there. */
const madeBy = (name: string): Step => {
  const fact = fileText(`/made/${name}`);
  return stepOf(name, async (context) =>
    (await context.fact(fact)) === "made" ? [] : [ranCommand(name, { makes: [{ fact, value: "made" }] })],
  );
};
const maker = (host: MemoryHost): MemoryHost =>
  host.on("do", ({ argv }) => {
    host.put(`/made/${argv[1]}`, "made");
    return "";
  });

const shortly = (found: () => WaitAnswer | Promise<WaitAnswer>, more: object = {}): Step =>
  stepOf("wait", async ({ fact }) => {
    const until = { name: "waited for", read: async () => found() };
    const done = await fact(until).then(
      (answer) => answer.done,
      () => false,
    );
    return done
      ? []
      : [
          {
            kind: "wait",
            title: "The thing is there",
            until,
            timeoutMs: 300,
            everyMs: 5,
            code: "THING_LATE",
            next: "look",
            ...more,
          },
        ];
  });

describe("a plan", () => {
  it("writes nothing and shows what an apply then does", async () => {
    const host = maker(new MemoryHost());
    const list = phaseOf(hasText("/a", "1"), madeBy("x"), hasText("/b", "2"));
    const plan = await planOn(list, host);
    expect(host.effects).toEqual([]);
    const applied = await applyOn(list, host);
    expect(plan.result.changes.map(({ step, changes }) => [step, changes.length])).toEqual(
      applied.result.changes.map(({ step, changes }) => [step, changes.length]),
    );
    expect(plan.result.changed).toBe(3);
  });

  it("sees later steps against the machine as it will be", async () => {
    const next = stepOf("next", async ({ fact }) =>
      (await fact(fileText("/a"))) === "1" ? [] : [ranCommand("never")],
    );
    const { result } = await planOn(phaseOf(hasText("/a", "1"), next), new MemoryHost());
    expect(result.changes.map(({ outcome }) => outcome)).toEqual(["planned", "unchanged"]);
  });

  it("believes what commands and waits bring about", async () => {
    const wait = shortly(() => ({ done: false, found: "" }));
    const { result } = await planOn(phaseOf(madeBy("x"), madeBy("x"), wait, wait), new MemoryHost());
    expect(result.changes.map(({ outcome }) => outcome)).toEqual(["planned", "unchanged", "planned", "unchanged"]);
  });

  it("defers a step that cannot be known yet, says why, and goes on", async () => {
    const unknown = stepOf("unknown", async () => Promise.reject(new NotYetKnown("the API server answers")));
    const { result, events } = await planOn(phaseOf(unknown, hasText("/a", "1")), new MemoryHost());
    expect(result).toMatchObject({ changed: 1, deferred: 1 });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "step-ended",
        outcome: "deferred",
        reason: "known after the API server answers",
      }),
    );
    expect(events.at(-1)).toMatchObject({ type: "phase-ended", outcome: "deferred" });
  });

  it("defers a phase whose steps cannot be known yet", async () => {
    const list: PhaseList = [
      { id: "late", title: "Late", steps: async () => Promise.reject(new NotYetKnown("etcd runs")) },
    ];
    const { result, events } = await planOn(list, new MemoryHost());
    expect(result.deferred).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "step-ended", step: "late", reason: "known after etcd runs" }),
    );
  });
});

describe("an apply", () => {
  it("changes nothing the second time, and says so", async () => {
    const host = maker(new MemoryHost());
    const list = phaseOf(hasText("/a", "1"), madeBy("x"));
    await applyOn(list, host);
    const effects = host.effects.length;
    const { result, events } = await applyOn(list, host);
    expect(host.effects.length).toBe(effects);
    expect(result).toMatchObject({ changed: 0, deferred: 0 });
    expect(events.at(-1)).toMatchObject({ type: "phase-ended", outcome: "unchanged" });
  });

  it("that had only to wait has changed nothing, and says so", async () => {
    let looks = 0;
    const list = phaseOf(shortly(() => ({ done: ++looks > 2, found: "" })));
    const { result } = await applyOn(list, new MemoryHost());
    expect([looks > 2, result.changed]).toEqual([true, 0]);
  });

  it("finds a step that does not settle", async () => {
    const restless = stepOf("restless", async () => [
      { kind: "file", path: "/a", before: null, after: textState(`${Math.random()}`) },
    ]);
    await expect(applyOn(phaseOf(restless), new MemoryHost("cp1"))).rejects.toMatchObject({
      code: "STEP_UNSETTLED",
      node: "cp1",
      step: "restless",
      why: expect.stringContaining("/a"),
    });
  });

  it("looks only once at a step that asks for it", async () => {
    const once: Step = { id: "token", title: "token", once: true, plan: async () => [ranCommand("token")] };
    const { result } = await applyOn(phaseOf(once), maker(new MemoryHost()));
    expect(result.changed).toBe(1);
  });

  it("fails where a command does not bring what it was to bring", async () => {
    const host = new MemoryHost().on("do", () => "");
    await expect(applyOn(phaseOf(madeBy("x")), host)).rejects.toMatchObject({
      code: "EXPECTATION_UNMET",
      why: 'text of /made/x is null, not "made"',
    });
  });

  it("fails with a command's last words, and without its secret", async () => {
    const change = ranCommand("join", { command: { argv: ["do", "join"], stdin: new Secret("abcdef.0123456789") } });
    const host = new MemoryHost().on("do", ({ stdin }) => ({ code: 7, stdout: "", stderr: `bad token ${stdin}\n` }));
    const error = await applyOn(phaseOf(stepOf("join", async () => [change])), host).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "COMMAND_FAILED",
      what: expect.stringContaining("code 7"),
      why: "bad token ***",
    });
  });

  it("takes an exit code that the change accepts", async () => {
    const host = new MemoryHost().on("do", () => ({ code: 7, stdout: "", stderr: "" }));
    const step: Step = { ...stepOf("s", async () => [ranCommand("c", { accepts: [7] })]), once: true };
    expect((await applyOn(phaseOf(step), host)).result.changed).toBe(1);
  });

  it("makes what cannot be known an error", async () => {
    const unknown = stepOf("unknown", async () => Promise.reject(new NotYetKnown("the API server answers")));
    await expect(applyOn(phaseOf(unknown), new MemoryHost())).rejects.toMatchObject({ code: "NOT_YET_KNOWN" });
  });

  it("turns a fault of a step into INTERNAL, with its place", async () => {
    const broken = stepOf("broken", async () => Promise.reject(new TypeError("x is not a function")));
    await expect(applyOn(phaseOf(broken), new MemoryHost("cp1"))).rejects.toMatchObject({
      code: "INTERNAL",
      exitCode: 1,
      node: "cp1",
      step: "broken",
    });
  });

  it("looks again when a write met what passes by itself, five times and no more", async () => {
    let conflicts = 1;
    const objects = new MemoryObjects();
    const write = objects.write.bind(objects);
    objects.write = async (change) => {
      if (conflicts-- > 0) throw new KubewrightError("KUBE_CONFLICT", { what: "changed", next: "" });
      return write(change);
    };
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } };
    const step = stepOf("o", async (context) =>
      (await context.objects.read({ apiVersion: "v1", kind: "ConfigMap", name: "c" })) === null
        ? [{ kind: "object", write: { verb: "create", object }, before: null, after: object }]
        : [],
    );
    await applyOn(phaseOf(step), new MemoryHost(), objects, async () => undefined);
    expect(objects.effects).toEqual(["create ConfigMap /c"]);
    objects.objects.clear();
    conflicts = 5;
    await applyOn(phaseOf(step), new MemoryHost(), objects, async () => undefined);
    objects.objects.clear();
    conflicts = 6;
    await expect(applyOn(phaseOf(step), new MemoryHost(), objects, async () => undefined)).rejects.toMatchObject({
      code: "KUBE_CONFLICT",
    });
  });

  it("performs a call with the host and checks what it makes", async () => {
    const fact = fileText("/called");
    const call = stepOf("call", async (context) =>
      (await context.fact(fact)) === "yes"
        ? []
        : [
            {
              kind: "call",
              title: "call",
              perform: async (on) => on.write([{ path: "/called", state: textState("yes") }]),
              makes: [{ fact, value: "yes" }],
            },
          ],
    );
    expect((await applyOn(phaseOf(call), new MemoryHost())).result.changed).toBe(1);
  });
});

describe("a failing run", () => {
  const failing = (id: string): Step =>
    stepOf(id, async () => Promise.reject(new KubewrightError(id.toUpperCase(), { what: id, next: "" })));

  it("stops its list, and the phases beside the failure finish", async () => {
    const host = maker(new MemoryHost());
    const list: PhaseList = [
      { together: [phase("bad", failing("bad")), phase("good", madeBy("good"), madeBy("better"))] },
      phase("after", madeBy("after")),
    ];
    await expect(applyOn(list, host)).rejects.toMatchObject({ code: "BAD" });
    expect([host.text("/made/better"), host.text("/made/after")]).toEqual(["made", null]);
  });

  it("ends the sequence it is in; a sequence beside it goes on to its end", async () => {
    const host = maker(new MemoryHost());
    const bad: PhaseList = [phase("bad", failing("bad")), phase("after", madeBy("after"))];
    const good: PhaseList = [phase("good", madeBy("good")), phase("better", madeBy("better"))];
    await expect(applyOn([{ together: [{ inTurn: bad }, { inTurn: good }] }], host)).rejects.toMatchObject({
      code: "BAD",
    });
    expect([host.text("/made/after"), host.text("/made/better")]).toEqual([null, "made"]);
  });

  it("throws all failures of a group at once", async () => {
    const list: PhaseList = [{ together: [phase("a", failing("one")), phase("b", failing("two"))] }];
    const error = await applyOn(list, new MemoryHost("n")).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ManyErrors);
    expect((error as ManyErrors).errors.map(({ code, node, step }) => [code, node, step])).toEqual([
      ["ONE", "n", "one"],
      ["TWO", "n", "two"],
    ]);
  });

  it("tells the failure and ends the phase as failed", async () => {
    const events: RunEvent[] = [];
    const options = { ...optionsFor(new MemoryHost("n")), tell: (event: RunEvent) => void events.push(event) };
    await run(phaseOf(failing("bad")), options).catch(() => {});
    expect(events.map(({ type }) => type)).toEqual(["phase-started", "step-started", "failed", "phase-ended"]);
    expect(events.at(-1)).toMatchObject({ outcome: "failed", host: "n" });
  });
});

describe("a wait", () => {
  it("asks until the condition is true and tells what it finds", async () => {
    let looks = 0;
    const { events } = await applyOn(
      phaseOf(shortly(() => ({ done: ++looks > 4, found: looks > 2 ? "nearly" : "not yet" }))),
      new MemoryHost(),
    );
    const texts = events.flatMap((event) => (event.type === "progress" ? [event.text] : []));
    expect(texts).toEqual(["The thing is there", "not yet", "nearly"]);
  });

  it("ends with the news that come before the next look is due, and stops listening then", async () => {
    let ended: AbortSignal | undefined;
    let isThere = false;
    const news = async (_: HostView, signal: AbortSignal): Promise<WaitAnswer> => {
      ended = signal;
      isThere = true;
      return { done: true, found: "" };
    };
    const wait = shortly(() => ({ done: isThere, found: "" }), { news, everyMs: 60_000, timeoutMs: 60_000 });
    await applyOn(phaseOf(wait), new MemoryHost());
    expect(ended?.aborted).toBe(true);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("nobody can be heard"))],
    ["ends without any", () => Promise.resolve(null)],
  ])("looks as if nobody listened when the listening %s", async (_, news) => {
    let looks = 0;
    const wait = shortly(() => ({ done: ++looks > 4, found: "" }), { news });
    await applyOn(phaseOf(wait), new MemoryHost());
    expect(looks).toBeGreaterThan(4);
  });

  it("looks now and then while it listens and hears nothing", async () => {
    let looks = 0;
    const news = (_: HostView, signal: AbortSignal) =>
      new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null)));
    const wait = shortly(() => ({ done: ++looks > 2, found: "" }), { news, timeoutMs: 10_000 });
    await applyOn(phaseOf(wait), new MemoryHost());
    expect(looks).toBeGreaterThan(2);
  });

  it("gives up at its deadline with its code and what it last found", async () => {
    const wait = shortly(() => ({ done: false, found: "0 of 3" }));
    await expect(applyOn(phaseOf(wait), new MemoryHost())).rejects.toMatchObject({
      code: "THING_LATE",
      why: "0 of 3",
      what: "The thing is there: not within 0.3 s.",
    });
  });

  it("gives the reason that the search for it found", async () => {
    const explain = async (): Promise<object> => ({ code: "DISK_FULL", what: "The disk is full.", next: "Make room." });
    const wait = shortly(() => ({ done: false, found: "" }), { explain });
    await expect(applyOn(phaseOf(wait), new MemoryHost())).rejects.toMatchObject({ code: "DISK_FULL", step: "wait" });
  });

  it("keeps its own code when the search for the reason fails", async () => {
    const explain = async (): Promise<never> => Promise.reject(new Error("no journal"));
    const wait = shortly(() => ({ done: false, found: "" }), { explain });
    await expect(applyOn(phaseOf(wait), new MemoryHost())).rejects.toMatchObject({ code: "THING_LATE" });
  });

  it("gives up at once when it cannot come true any more", async () => {
    const failed = { code: "KUBELET_FLAG", what: "unknown flag", next: "remove it" };
    const wait = shortly(() => ({ done: false, found: "", failed }), { timeoutMs: 60_000 });
    await expect(applyOn(phaseOf(wait), new MemoryHost())).rejects.toMatchObject({ code: "KUBELET_FLAG" });
  });

  it("takes a refused connection for not yet, and a fault for a fault", async () => {
    let looks = 0;
    const refused = (): WaitAnswer => {
      if (++looks < 4) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      return { done: true, found: "" };
    };
    await applyOn(phaseOf(shortly(refused)), new MemoryHost());
    const faulty = (): WaitAnswer => {
      throw new TypeError("undefined is not an object");
    };
    await expect(applyOn(phaseOf(shortly(faulty)), new MemoryHost())).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it("ends as soon as the way to the machine is gone, and that is the failure, whatever the steps beside it make of it", async () => {
    const code = "HOST_CONNECTION_LOST";
    const lost = new KubewrightError(code, { what: "The connection is gone.", next: "", exitCode: 4 });
    let looks = 0;
    const host = Object.assign(new MemoryHost(), { lost: () => (looks > 2 ? lost : null) });
    const wait = shortly(() => ({ done: false, found: `${++looks}` }), { timeoutMs: 60_000 });
    const beside = stepOf("beside", async () => {
      while (looks <= 2) await new Promise((resolve) => setTimeout(resolve, 1));
      throw new NotYetKnown("the API server answers");
    });
    const group: PhaseList = [{ together: [phase("a", wait), phase("b", beside)] }];
    await expect(applyOn(group, host)).rejects.toMatchObject({ code, node: host.name, step: "wait", exitCode: 4 });
  });

  it("is not held up by a look that never ends", async () => {
    const wait = stepOf("wait", async () => [
      {
        kind: "wait",
        title: "w",
        until: { name: "x", read: () => new Promise<WaitAnswer>(() => {}) },
        timeoutMs: 50,
        code: "LATE",
        next: "",
      },
    ]);
    await expect(applyOn(phaseOf(wait), new MemoryHost())).rejects.toMatchObject({ code: "LATE" });
  });
});

describe("an interrupt", () => {
  it("lets the effect under way finish and starts no other", async () => {
    const stop = new AbortController();
    const host = new MemoryHost();
    host.on("do", async ({ argv }) => {
      stop.abort();
      await Promise.resolve();
      host.put(`/made/${argv[1]}`, "made");
      return "";
    });
    const both = stepOf("both", async () => [ranCommand("one"), ranCommand("two")]);
    await expect(run(phaseOf(both), { ...optionsFor(host), signal: stop.signal })).rejects.toMatchObject({
      code: "INTERRUPTED",
      exitCode: 130,
    });
    expect([host.text("/made/one"), host.text("/made/two")]).toEqual(["made", null]);
  });

  it("ends a wait at once", async () => {
    const stop = new AbortController();
    const wait = shortly(() => ({ done: false, found: "" }), { timeoutMs: 60_000, everyMs: 60_000 });
    setTimeout(() => stop.abort(), 20);
    await expect(run(phaseOf(wait), { ...optionsFor(new MemoryHost()), signal: stop.signal })).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });

  it("before the run does nothing", async () => {
    const host = new MemoryHost();
    await expect(
      run(phaseOf(hasText("/a", "1")), { ...optionsFor(host), signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(host.effects).toEqual([]);
  });
});

describe("the engine", () => {
  it("writes neighbouring files of a step in one go, the ledger before them", async () => {
    const host = new MemoryHost();
    const calls: number[] = [];
    const write = host.write.bind(host);
    host.write = async (writes) => {
      calls.push(writes.length);
      return write(writes);
    };
    const file = (path: string): Change => ({ kind: "file", path, before: null, after: textState(path) });
    const step = { ...stepOf("files", async () => ["/a", "/b", "/c"].map(file)), once: true };
    await applyOn(phaseOf(step), host);
    expect(calls).toEqual([5]);
    expect(host.effects.slice(0, 2)).toEqual(["write /var/lib/kubewright", "write /var/lib/kubewright/ledger.json"]);
  });

  it("writes objects that allow it side by side, and others in their turn", async () => {
    let inFlight = 0;
    const peaks: number[] = [];
    const objects = new MemoryObjects();
    const write = objects.write.bind(objects);
    objects.write = async (change) => {
      peaks.push(++inFlight);
      await write(change);
      inFlight--;
    };
    const object = (name: string, together: boolean): Change => {
      const made = { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
      return {
        kind: "object",
        write: { verb: "apply", object: made },
        before: null,
        after: made,
        ...(together ? { together } : {}),
      };
    };
    const step = {
      ...stepOf("o", async () => [object("first", false), object("a", true), object("b", true)]),
      once: true,
    };
    await applyOn(phaseOf(step), new MemoryHost(), objects);
    expect(peaks).toEqual([1, 1, 2]);
  });

  it("lets each phase in and out, also one that fails", async () => {
    const log: string[] = [];
    const enterPhase = async ({ id }: Phase): Promise<() => void> => {
      log.push(`in ${id}`);
      return () => void log.push(`out ${id}`);
    };
    const bad = stepOf("bad", async () => Promise.reject(new Error("bad")));
    const list = [phase("one", hasText("/a", "1")), phase("two", bad), phase("three")];
    await run(list, { ...optionsFor(new MemoryHost()), enterPhase }).catch(() => {});
    expect(log).toEqual(["in one", "out one", "in two", "out two"]);
  });

  it("asks a fact once until something changes", async () => {
    let asked = 0;
    const counted: Fact<number> = { name: "counted", read: async () => ++asked };
    const look = (id: string): Step =>
      stepOf(id, async ({ fact }) => {
        await Promise.all([fact(counted), fact(counted)]);
        return [];
      });
    await applyOn(phaseOf(look("1"), look("2"), hasText("/a", "1"), look("3")), new MemoryHost());
    expect(asked).toBe(2);
  });

  it("tells notes with the phase they belong to", async () => {
    const noting = stepOf("n", async ({ note }) => {
      note("warning", "swap is on");
      return [];
    });
    const { events } = await planOn(phaseOf(noting), new MemoryHost("cp1"));
    expect(events).toContainEqual(
      expect.objectContaining({ type: "note", level: "warning", text: "swap is on", phase: "phase", host: "cp1" }),
    );
  });
});

function optionsFor(host: MemoryHost): RunOptions {
  return {
    host,
    objects: noObjects("the API server answers"),
    mode: "apply",
    signal: new AbortController().signal,
    tell: () => {},
    now: () => Date.now(),
  };
}
