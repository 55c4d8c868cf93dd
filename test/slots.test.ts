import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Slots } from "../src/slots.ts";

describe("places", () => {
  it("are taken in the order in which they were asked for, and by no more than there are", async () => {
    const lengths = fc.array(fc.nat(3), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), lengths, async (limit, turns) => {
        const slots = new Slots(limit);
        const begun: number[] = [];
        let most = 0;
        const work = turns.map((length, number) =>
          slots.with(async () => {
            begun.push(number);
            most = Math.max(most, slots.taken);
            for (let turn = 0; turn < length; turn += 1) await Promise.resolve();
          }),
        );
        await Promise.all(work);
        expect(begun).toEqual(turns.map((_, number) => number));
        expect(most).toBe(Math.min(limit, turns.length));
        expect(slots.taken).toBe(0);
      }),
    );
  });

  it("are not lost with one who did not wait to the end", async () => {
    const slots = new Slots(1);
    await slots.take();
    const stop = new AbortController();
    const waits = [slots.takeWithin(1), slots.takeWithin(60_000, stop.signal), slots.takeWithin(60_000)];
    expect(await waits[0]).toBe(false);
    stop.abort();
    expect(await waits[1]).toBe(false);
    slots.give();
    expect(await waits[2]).toBe(true);
    expect(slots.taken).toBe(1);
  });

  it("that are kept for long leave one for the others", async () => {
    const slots = new Slots(1);
    await slots.take();
    const second = slots.take();
    slots.keep();
    await second;
    expect([slots.taken, slots.kept]).toEqual([2, 1]);
    slots.giveKept();
    slots.give();
    expect([slots.taken, slots.kept]).toEqual([0, 0]);
  });

  it("become fewer, but one is always there", async () => {
    const slots = new Slots(3);
    await slots.take();
    slots.shrinkTo(0);
    expect(await slots.takeWithin(1)).toBe(false);
    slots.give();
    expect(await slots.takeWithin(1)).toBe(true);
  });
});
