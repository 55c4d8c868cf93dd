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

/** What goes to the cluster through a machine is not asked of the machine. */
function isApi(question: string): boolean {
  return question.startsWith("dial") && question.includes(`"port":6443`);
}
