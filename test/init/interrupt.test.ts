import { expect, test } from "vitest";
import { endState } from "../support/memory-machine/end-state.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { sampled } from "../support/sample.ts";

const input = initConfig;
const whole = blankMachines().cp1;
await kubewright(whole, initWords, { input });
const wanted = endState(whole);

test.each(sampled([44, 3, 12, 31, 62, 75]))(
  "Ctrl-C after %i effects ends a run soon with exit code 130, and the next one finishes",
  async (after) => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, initWords, { input, interruptAfter: after });
    expect(ran.code).toBe(130);
    expect(ran.err).toMatch(/[Ii]nterrupted/);
    const again = await kubewright(cp1, initWords, { input });
    expect([again.code, again.err]).toEqual([0, ""]);
    expect(endState(cp1)).toEqual(wanted);
  },
);
