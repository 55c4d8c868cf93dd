import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeRecord } from "./change-record.ts";
import { failureRecords } from "./failure.ts";
import { maskedText } from "./mask.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";

/** An event as one JSON object: `time` is RFC 3339, changes without secrets. */
function eventRecord(event: RunEvent, withDiff: boolean): Readonly<Record<string, unknown>> {
  const { at, ...rest } = event;
  const time = new Date(at).toISOString();
  switch (rest.type) {
    case "step-ended":
      return { time, ...rest, changes: rest.changes.map((change) => changeRecord(change, withDiff)) };
    case "failed": {
      const { error, ...where } = rest;
      const [record = {}] = failureRecords(error);
      return { time, ...where, error: record };
    }
    case "progress":
    case "note":
      return { time, ...rest, text: maskedText(rest.text) };
    default:
      return { time, ...rest };
  }
}

/** One JSON object a line on standard output, as things happen. */
export function jsonReporter(io: Io, { view }: ReportOptions): Reporter {
  const line = (record: object) => io.stdout.write(`${JSON.stringify(record)}\n`);
  return {
    tell: (event) => line(eventRecord(event, view === "plan")),
    say: (_, record) => line({ time: new Date(io.now()).toISOString(), ...record }),
    close: async () => undefined,
  };
}
