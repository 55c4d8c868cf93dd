import fc from "fast-check";
import type { Argument } from "../../src/config/v1beta4.ts";

/** Flags with few different names, so that they collide. */
export const argumentList: fc.Arbitrary<Argument[]> = fc.array(
  fc.record({ name: fc.constantFrom("a", "b", "bind-address", "v"), value: fc.string({ maxLength: 4 }) }),
  { maxLength: 8 },
);

const lowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789".split("");

function text(length: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...lowerAlphanumeric), { minLength: length, maxLength: length })
    .map((all) => all.join(""));
}

/** A well-formed bootstrap token. */
export const bootstrapToken: fc.Arbitrary<string> = fc
  .tuple(text(6), text(16))
  .map(([id, secret]) => `${id}.${secret}`);

/** 64 hex digits. */
export const certificateKey: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

/** Documents as JSON has them, without null members (a merge patch cannot make those). */
export const document: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "a/b", "m~n"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
