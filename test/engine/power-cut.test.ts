import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/fact.ts";
import type { KubeObject } from "../../src/engine/object-store.ts";
import type { PhaseList } from "../../src/engine/phase.ts";
import type { Step } from "../../src/engine/step.ts";
import { directoryState, textState } from "../../src/host/file-state.ts";
import type { FileState } from "../../src/host/host.ts";
import { Secret } from "../../src/secret.ts";
import { absentStep } from "../../src/steps/absent.ts";
import { filesStep } from "../../src/steps/files.ts";
import { objectsStep } from "../../src/steps/objects.ts";
import { objectsAbsentStep } from "../../src/steps/objects-absent.ts";
import { serviceStep } from "../../src/steps/service.ts";
import { serviceStoppedStep } from "../../src/steps/service-stopped.ts";
import { step } from "../../src/steps/step.ts";
import { Fuse } from "../support/fuse.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { memorySystemd } from "../support/memory-systemd.ts";
import { applyOn, planOn } from "../support/run-plan.ts";
import { runs } from "../support/sample.ts";
import { symlinkState } from "../support/symlink-state.ts";

/** A machine and an API server on one fuse. */
function machine(effects?: number): { host: MemoryHost; objects: MemoryObjects; boot: () => void } {
  const fuse = new Fuse(effects);
  const host = new MemoryHost("n1", { fuse });
  const objects = new MemoryObjects({ fuse });
  memorySystemd(host);
  host.on("mark", ({ argv, host: on }) => {
    on.files.scribble(`/marks/${argv[1]}`, textState("marked and written by a program that does not sync"));
    return "";
  });
  const boot = (): void => {
    host.boot();
    objects.fuse = host.fuse;
  };
  return { host, objects, boot };
}

const marked = (name: string): Fact<boolean> => ({
  name: `mark ${name}`,
  read: async (view) => {
    const state = (await view.read([`/marks/${name}`])).get(`/marks/${name}`);
    return state?.type === "file" && String(state.content).endsWith("sync");
  },
});

const name = fc.constantFrom("a", "b", "c", "d");
const fileState: fc.Arbitrary<FileState> = fc
  .record({ content: fc.string(), mode: fc.constantFrom(0o600, 0o644), secret: fc.boolean() })
  .map(({ content, mode, secret }) => textState(secret ? new Secret(content) : content, mode));
// Names of files, links and directories do not overlap, nor do the trees of two steps: two steps that want different things of one path never settle.
const treeEntry = fc.oneof(
  fc.tuple(
    name.map((n) => `file-${n}`),
    fileState,
  ),
  fc.tuple(
    fc.tuple(name, name).map(([d, n]) => `dir-${d}/file-${n}`),
    fileState,
  ),
  fc.tuple(
    name.map((n) => `link-${n}`),
    name.map((n) => symlinkState(`file-${n}`)),
  ),
  fc.tuple(
    name.map((n) => `empty-${n}`),
    fc.constantFrom(directoryState(0o700), directoryState(0o755)),
  ),
);

type Make = (index: number) => Step;
const files: fc.Arbitrary<Make> = fc.array(treeEntry, { minLength: 1, maxLength: 8 }).map((entries) => (index) => {
  const tree = new Map(entries.map(([path, state]) => [`/tree-${index}/${path}`, state]));
  return filesStep({ id: `files-${index}`, title: "Files", tree, foreign: "refuse" });
});
const mark: fc.Arbitrary<Make> = fc.constant((index) =>
  step(`mark-${index}`, `Mark ${index}`, async (context) => {
    const fact = marked(`${index}`);
    if (await context.fact(fact)) return [];
    const title = `Mark ${index}`;
    return [{ kind: "command", title, command: { argv: ["mark", `${index}`] }, makes: [{ fact, value: true }] }];
  }),
);
const objectSteps: fc.Arbitrary<Make> = fc
  .array(fc.tuple(name, fc.constantFrom("Namespace", "ConfigMap", "Secret"), fc.string()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((made) => (index) => {
    const unique = new Map(
      made.map(([n, kind, value]): [string, KubeObject] => [
        `${kind}${n}`,
        { apiVersion: "v1", kind, metadata: { name: `${n}-${index}` }, data: { value } },
      ]),
    );
    return objectsStep({ id: `objects-${index}`, title: "Objects", objects: [...unique.values()] });
  });
const service: fc.Arbitrary<Make> = fc.string().map((text) => (index) => {
  const unit = `/etc/systemd/system/u${index}.service`;
  const input = `/etc/u${index}.conf`;
  const tree = new Map([
    [unit, textState("[Service]\n")],
    [input, textState(text)],
  ]);
  const write = filesStep({ id: `unit-files-${index}`, title: "Unit", tree, foreign: "refuse" });
  const run = serviceStep({
    id: `service-${index}`,
    title: "Service",
    unit: `u${index}.service`,
    inputs: [unit, input],
  });
  return { ...run, plan: async (context) => [...(await write.plan(context)), ...(await run.plan(context))] };
});

const list: fc.Arbitrary<PhaseList> = fc
  .array(fc.array(fc.oneof(files, mark, objectSteps, service), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((phases) => {
    let index = 0;
    const made = phases.map((steps, at) => ({
      id: `phase-${at}`,
      title: `Phase ${at}`,
      steps: steps.map((make) => make(index++)),
    }));
    const [first, ...rest] = made;
    return first === undefined ? [] : [first, { together: rest }];
  });

/** What two machines must have in common after the same work: files, objects, units. */
function endOf({ host, objects }: { host: MemoryHost; objects: MemoryObjects }): unknown {
  // Leftovers of a cut under a temporary name are no part of the end; nor is the history in the ledger.
  const tree = [...host.tree()].filter(
    ([path]) => !path.endsWith(".kubewright") && !path.startsWith("/var/lib/kubewright"),
  );
  const made = [...objects.objects].map(([key, { data }]) => [key, data]).sort();
  return { tree, made };
}

describe("any list of steps", () => {
  it("is planned as it is then applied, and the second run changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (phases) => {
        const on = machine();
        const plan = await planOn(phases, on.host, on.objects);
        expect([on.host.effects, on.objects.effects]).toEqual([[], []]);
        const applied = await applyOn(phases, on.host, on.objects);
        expect(sketch(plan.result.changes)).toEqual(sketch(applied.result.changes));
        const effects = on.host.effects.length + on.objects.effects.length;
        const again = await applyOn(phases, on.host, on.objects);
        expect(again.result.changed).toBe(0);
        expect(on.host.effects.length + on.objects.effects.length).toBe(effects);
        expect((await planOn(phases, on.host, on.objects)).result.changed).toBe(0);
      }),
      runs(60),
    );
  });

  it("comes to the same end after a power cut at any effect", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (phases) => {
        const whole = machine();
        await applyOn(phases, whole.host, whole.objects);
        const effects = whole.host.fuse.burned;
        for (let n = 0; n < effects; n++) {
          const cut = machine(n);
          await expect(applyOn(phases, cut.host, cut.objects)).rejects.toThrow();
          cut.boot();
          await applyOn(phases, cut.host, cut.objects);
          expect(endOf(cut)).toEqual(endOf(whole));
        }
      }),
      runs(25),
    );
  }, 60_000);

  it("comes to the same end after two cuts", async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.nat(12), fc.nat(12), async (phases, first, second) => {
        const whole = machine();
        await applyOn(phases, whole.host, whole.objects);
        const cut = machine(first);
        await applyOn(phases, cut.host, cut.objects).catch(() => {});
        cut.host.boot(new Fuse(second));
        cut.objects.fuse = cut.host.fuse;
        await applyOn(phases, cut.host, cut.objects).catch(() => {});
        cut.boot();
        await applyOn(phases, cut.host, cut.objects);
        expect(endOf(cut)).toEqual(endOf(whole));
      }),
      runs(60),
    );
  }, 60_000);

  it("leaves a blank machine when all of it is taken away again", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (phases) => {
        const on = machine();
        await applyOn(phases, on.host, on.objects);
        await applyOn(removal(on), on.host, on.objects);
        expect(endOf(on)).toEqual({ tree: [], made: [] });
        expect([...on.host.tree().keys()]).toEqual([]);
        expect((await planOn(removal(on), on.host, on.objects)).result.changed).toBe(0);
      }),
      runs(30),
    );
  });
});

function removal({ host, objects }: { host: MemoryHost; objects: MemoryObjects }): PhaseList {
  const tops = [...host.tree().keys()].filter((path) => path.split("/").length === 2);
  const units = [...host.tree().keys()].flatMap((path) => /([^/]+\.service)$/.exec(path)?.[1] ?? []);
  const refs = [...objects.objects.values()].map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
  }));
  return [
    {
      id: "reset",
      title: "Reset",
      steps: [
        ...units.map((unit) => serviceStoppedStep({ id: `stop-${unit}`, title: "Stop", unit, disable: true })),
        objectsAbsentStep({ id: "objects", title: "Objects", refs }),
        absentStep({ id: "files", title: "Files", paths: tops }),
      ],
    },
  ];
}

function sketch(
  steps: readonly { readonly step: string; readonly changes: readonly { readonly kind: string }[] }[],
): unknown {
  return steps.map(({ step, changes }) => [
    step,
    changes.map((change) => ("title" in change ? change.title : "path" in change ? change.path : change.kind)),
  ]);
}
