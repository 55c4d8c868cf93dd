import fc from "fast-check";
import { vi } from "vitest";

/** A run in soak (KUBEWRIGHT_SOAK=1) tries every byte and twenty times as many cases; otherwise a sample. */
export const isSoak = process.env["KUBEWRIGHT_SOAK"] === "1";
if (isSoak) vi.setConfig({ testTimeout: 900_000 });
/** KUBEWRIGHT_SEED=7 has the same cases each time. */
const seed = process.env["KUBEWRIGHT_SEED"];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

/** How many cases a target tries. */
export function runs(sample: number): { readonly numRuns: number } {
  return { numRuns: isSoak ? sample * 20 : sample };
}

/** All lengths at which a text is cut: every one in soak, else about `sample` of them, the first and the last among them. */
export function cuts(length: number, sample = 60): readonly number[] {
  const step = isSoak ? 1 : Math.max(1, Math.floor(length / sample));
  const inner = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
  return [...new Set([...inner, length - 1])];
}

const letters = [
  ...["\0", "\n", "\r\n", " ", "\t", '"', "'", ":", "-", "{", "[", "]", "}", "&a", "*a", "!!", "#", "%", "=", "."],
  ...["null", "true", "-1", "1e999", "__proto__", "constructor", "﻿", "\u2028", "é", "💥", "---\n", "..", "\\u0000"],
];

/** The text with one to four places changed: bytes replaced, cut out, put in or doubled, or its end cut off. */
export function broken(text: string): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...letters), fc.string({ maxLength: 3, unit: "binary" }));
  const edit = fc.tuple(
    fc.nat(Math.max(0, text.length)),
    fc.nat(12),
    fc.constantFrom("replace", "insert", "cut out", "double", "end"),
    piece,
  );
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => edits.reduce(edited, text));
}

function edited(text: string, [at, length, kind, piece]: readonly [number, number, string, string]): string {
  const [before, middle, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  if (kind === "replace") return before + piece + text.slice(at + piece.length);
  if (kind === "insert") return before + piece + middle + after;
  if (kind === "cut out") return before + after;
  return kind === "double" ? before + middle + middle + after : before;
}

/** The bytes with one to four of them changed. */
export function brokenBytes(bytes: Uint8Array): fc.Arbitrary<Buffer> {
  const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    const copy = Buffer.from(bytes);
    for (const [at, value] of edits) copy[at] = value;
    return copy;
  });
}
