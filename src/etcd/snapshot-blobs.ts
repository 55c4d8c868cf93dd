import { parseRecord } from "../kube/api-answer.ts";
import { isRecord } from "../kube/is-record.ts";
import { TransportFailure } from "../kube/transport-failure.ts";
import { lines } from "../kube/watch.ts";

/** The bytes in the gateway's stream of a snapshot: one JSON object a line, {"result": {"blob": base64, "remaining_bytes": "n"}}. A stream that ends early is a TransportFailure "reset". */
export async function* snapshotBlobs(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let remaining = 1n;
  for await (const line of lines(chunks)) {
    const { result } = parseRecord(line);
    if (!isRecord(result)) throw new TransportFailure("garbled", "a part of the snapshot is none");
    const left = result["remaining_bytes"] ?? "0";
    remaining = typeof left === "string" && /^\d{1,20}$/.test(left) ? BigInt(left) : 1n;
    if (typeof result["blob"] === "string") yield Buffer.from(result["blob"], "base64");
  }
  if (remaining !== 0n) throw new TransportFailure("reset", "the snapshot ended early");
}
