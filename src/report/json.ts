import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeRecord } from "./change-record.ts";
import { failureRecords } from "./failure.ts";
import { jsonLine } from "./json-line.ts";
import { maskedText } from "./mask.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";

/** An event as one JSON object: `time` (RFC 3339), `host` and `type` come first; changes without secrets. */
function eventRecord(event: RunEvent, withDiff: boolean): Readonly<Record<string, unknown>> {
  const { at, ...rest } = event;
  const first = { time: new Date(at).toISOString(), host: rest.host, type: rest.type };
  switch (rest.type) {
    case "step-ended":
      return { ...first, ...rest, changes: rest.changes.map((change) => changeRecord(change, withDiff)) };
    case "failed": {
      const { error, ...where } = rest;
      const [record = {}] = failureRecords(error);
      return { ...first, ...where, error: record };
    }
    case "progress":
    case "note":
      return { ...first, ...rest, text: maskedText(rest.text) };
    default:
      return { ...first, ...rest };
  }
}

/** One JSON object a line on standard output, as things happen. */
export function jsonReporter(io: Io, { view }: ReportOptions): Reporter {
  const line = (record: object) => io.stdout.write(jsonLine(record));
  return {
    tell: (event) => line(eventRecord(event, view === "plan")),
    say: (_, record) => line({ time: new Date(io.now()).toISOString(), ...record }),
    close: async () => undefined,
  };
}
