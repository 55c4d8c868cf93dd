import { isSmallSample } from "../sample.ts";
import type { CutKind } from "./memory-machine.ts";

/** A place in a run at which it is cut off. */
export interface CrashPoint {
  /** So many effects are done. */
  readonly after: number;
  readonly cut: CutKind;
}

/** What CI takes when nobody says otherwise: the same points each time. */
const defaultSeed = 20_261_121;
const sampleSize = 12;
/** What is left of that in the small sample. */
const smallSize = 1;

/**
 * The crash points of a run of so many effects. KUBEWRIGHT_SOAK=1: every one, with both kinds of cut. KUBEWRIGHT_CRASH=17 or
 * 17:kill: that one. Otherwise a sample that KUBEWRIGHT_SEED decides; the first and the last effect are always in it, but in the small sample.
 */
export function crashPoints(effects: number, size = sampleSize): readonly CrashPoint[] {
  const { KUBEWRIGHT_SOAK: soak, KUBEWRIGHT_CRASH: one, KUBEWRIGHT_SEED: seed } = process.env;
  if (one !== undefined) {
    const [after, cut] = one.split(":");
    return (cut === undefined ? (["power", "kill"] as const) : ([cut] as CutKind[])).map((kind) => ({
      after: Math.min(Number(after), effects - 1),
      cut: kind,
    }));
  }
  const all = Array.from({ length: effects }, (_, after) => after);
  if (soak === "1") return shared(all).flatMap((after) => (["power", "kill"] as const).map((cut) => ({ after, cut })));
  const random = numbersFrom(Number(seed ?? defaultSeed));
  const inner = all.slice(1, -1);
  const chosen = new Set(isSmallSample ? [] : [0, effects - 1]);
  while (chosen.size < Math.min(isSmallSample ? smallSize : size, effects))
    chosen.add(inner[Math.floor(random() * inner.length)] ?? 0);
  return [...chosen].sort((a, b) => a - b).map((after) => ({ after, cut: random() < 0.5 ? "power" : "kill" }));
}

/** KUBEWRIGHT_SHARE=2/4: the second of four equal shares, every fourth case, so that a soak has more processors than one at its longest files. */
export function shared<T>(cases: readonly T[]): readonly T[] {
  const [share = 1, of = 1] = (process.env["KUBEWRIGHT_SHARE"] ?? "1/1").split("/").map(Number);
  return cases.filter((_, index) => index % of === share - 1);
}

/** Says how to have the same points again. */
export function crashSeed(): string {
  return `KUBEWRIGHT_SEED=${process.env["KUBEWRIGHT_SEED"] ?? defaultSeed}`;
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
