import { seconds } from "./table.ts";

/** A phase on one host; moments in milliseconds since the run's first event. */
interface Span {
  readonly host: string;
  readonly phase: string;
  readonly began: number;
  readonly ended: number;
}

/** Phases shorter than this on every host are left out of the table. */
const shortMs = 50;

/** Prints, from the NDJSON that a run wrote, when each phase began first and ended last, and on which host it took longest. */
export function printPhases(title: string, ndjson: string): void {
  const spans = spansIn(ndjson);
  const phases = [...new Set(spans.map(({ phase }) => phase))];
  process.stdout.write(`${title}\n  ${"phase".padEnd(32)} ${"began".padStart(9)} ${"ended".padStart(9)}   longest\n`);
  const rows = phases.map((phase) => rowOf(spans.filter((span) => span.phase === phase)));
  for (const { longest, began, ended } of rows.sort((a, b) => a.began - b.began)) {
    if (tookOf(longest) < shortMs) continue;
    const moments = `${seconds(began).padStart(9)} ${seconds(ended).padStart(9)}`;
    process.stdout.write(`  ${longest.phase.padEnd(32)} ${moments}   ${seconds(tookOf(longest))} on ${longest.host}\n`);
  }
  process.stdout.write("\n");
}

function rowOf(spans: readonly Span[]): { readonly longest: Span; readonly began: number; readonly ended: number } {
  return {
    longest: spans.reduce((a, b) => (tookOf(b) > tookOf(a) ? b : a)),
    began: Math.min(...spans.map(({ began }) => began)),
    ended: Math.max(...spans.map(({ ended }) => ended)),
  };
}

function tookOf({ began, ended }: Span): number {
  return ended - began;
}

function spansIn(ndjson: string): readonly Span[] {
  const events = ndjson
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
  const at = ({ time }: Readonly<Record<string, unknown>>): number => Date.parse(String(time));
  const start = Math.min(...events.map(at));
  return events.flatMap((event) => {
    const { type, host, phase, durationMs } = event;
    if (type !== "phase-ended" || typeof durationMs !== "number") return [];
    const ended = at(event) - start;
    return [{ host: String(host), phase: String(phase), began: ended - durationMs, ended }];
  });
}
