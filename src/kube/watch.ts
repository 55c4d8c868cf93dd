import type { KubeObject } from "../engine/object-store.ts";
import { asObject, parseRecord, parseStatus } from "./api-answer.ts";
import { refusedError } from "./api-error.ts";
import type { ApiRequests } from "./api-requests.ts";
import { isRecord } from "./is-record.ts";
import { query } from "./resource-path.ts";
import { TransportFailure } from "./transport-failure.ts";

/** One change at the server. BOOKMARK carries only a newer resourceVersion. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

/** The server ends a watch by itself after this many seconds; a silence a little longer means a dead connection. */
const watchSeconds = 240;
const silenceMs = 70_000;
/** Bytes one event may have; etcd holds no object larger than 1.5 MiB. */
const longestEvent = 8 * 1024 * 1024;

/** Events of one watch request, until the server or the signal ends it. */
export async function* watchObjects(
  api: ApiRequests,
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void, void> {
  const search = query({ watch: 1, allowWatchBookmarks: true, timeoutSeconds: watchSeconds, ...parameters });
  try {
    const stream = await api.stream({ method: "GET", path: path + search, deadlineMs: silenceMs, signal });
    if (stream.status !== 200) {
      stream.close();
      throw refusedError("watch", stream.status, parseStatus(""));
    }
    for await (const line of lines(stream.chunks)) yield eventOf(line);
  } catch (error) {
    if (!signal.aborted) throw api.explain(error);
  }
}

/** The lines of a stream of bytes; the last one only when it ended with a line feed. */
async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield bytes.toString("utf8", 0, end);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > longestEvent) throw new TransportFailure("too-large", "an event is too long");
    rest = Buffer.from(bytes);
  }
}

function eventOf(line: string): WatchEvent {
  const { type, object } = parseRecord(line);
  if (type === "ERROR") {
    const status = parseStatus(JSON.stringify(object ?? {}));
    throw refusedError("go on with a watch", status.reason === "Expired" ? 410 : 500, status);
  }
  const known = type === "ADDED" || type === "MODIFIED" || type === "DELETED" || type === "BOOKMARK";
  if (!known || !isRecord(object)) throw new TransportFailure("garbled", "the watch sent something that is no event");
  return { type, object: type === "BOOKMARK" ? bookmark(object) : asObject(object) };
}

function bookmark(object: Record<string, unknown>): KubeObject {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  return {
    apiVersion: String(object["apiVersion"]),
    kind: String(object["kind"]),
    metadata: { ...metadata, name: "" },
  };
}
