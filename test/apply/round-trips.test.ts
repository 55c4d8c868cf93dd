import { expect, test } from "vitest";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { troubles } from "./support.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2", "w3"];
const file = fleetFile(names, { w1: ", labels: {disk: ssd}" });

test("a second apply asks each of six hosts at most six times", { timeout: 120_000 }, async () => {
  const network = blankFleet(3, 3);
  expect(troubles(await applyFrom(network, file))).toEqual([]);
  const second = await applyFrom(network, file, { isFar: true });
  expect(troubles(second)).toEqual([]);
  expect(second.effects).toEqual([]);
  const own = [...second.trips].map(([name, ways]) => [name, ways.filter((way) => !way.every(isApi)).length] as const);
  expect(own.map(([name]) => name).sort()).toEqual(names);
  expect(own.filter(([, ways]) => ways > 6)).toEqual([]);
  expect(own.filter(([name, ways]) => name.startsWith("w") && ways > 3)).toEqual([]);
});

test("a founding asks no API server before one is started, and looks at each host's files at most eighteen times", {
  timeout: 120_000,
}, async () => {
  const founding = await applyFrom(blankFleet(3, 3), file, { isFar: true });
  expect(troubles(founding)).toEqual([]);
  const counted = [...founding.trips].map(([name, ways]) => {
    const asked = ways.flat();
    const count = (kind: RegExp) => asked.filter((question) => kind.test(question)).length;
    const started = asked.findIndex((question) => question.includes("kube-apiserver.yaml"));
    return {
      isControlPlane: name.startsWith("cp"),
      looks: count(/^(read|list) /),
      writes: count(/^write /),
      early: asked.slice(0, started < 0 ? undefined : started).filter(isApi).length,
    };
  });
  const controlPlanes = counted.filter(({ isControlPlane }) => isControlPlane);
  const workers = counted.filter(({ isControlPlane }) => !isControlPlane);
  // Once one is started all are asked, also those that are a moment behind it.
  expect(controlPlanes.some(({ early }) => early === 0)).toBe(true);
  expect(controlPlanes.filter(({ looks, writes }) => looks > 18 || writes > 9)).toEqual([]);
  expect(workers.filter(({ looks, writes }) => looks > 8 || writes > 3)).toEqual([]);
});

/** What goes to the cluster through a machine is not asked of the machine. */
function isApi(question: string): boolean {
  return question.startsWith("dial") && question.includes(`"port":6443`);
}
