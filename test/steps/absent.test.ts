import { expect, test } from "vitest";
import { noObjects } from "../../src/engine/no-objects.ts";
import type { StepContext } from "../../src/engine/step.ts";
import { absentStep } from "../../src/steps/absent.ts";
import { fakeView } from "../facts/fake-view.ts";

test("what is to go from a directory is not read first: a copy of etcd's database may be larger than memory", async () => {
  const view = fakeView({
    files: { "/etc/kubernetes/admin.conf": "kind: Config\n" },
    directories: { "/var/lib/etcd": ["member", "snapshot.db"] },
  });
  const asked: string[] = [];
  const host = {
    ...view,
    read: (paths: readonly string[]) => {
      asked.push(...paths);
      return view.read(paths);
    },
  };
  const context: StepContext = {
    host,
    objects: noObjects("never"),
    fact: (fact) => fact.read(host),
    note: () => undefined,
    signal: new AbortController().signal,
  };
  const paths = ["/etc/kubernetes/admin.conf", "/etc/kubernetes/scheduler.conf"];
  const changes = await absentStep({ id: "x", title: "x", paths, contentsOf: ["/var/lib/etcd"] }).plan(context);
  expect(changes.map((change) => change.kind === "file" && [change.path, change.after])).toEqual([
    ["/etc/kubernetes/admin.conf", null],
    ["/var/lib/etcd/member", null],
    ["/var/lib/etcd/snapshot.db", null],
  ]);
  expect(asked).toEqual(paths);
});
