import type { IncomingMessage } from "node:http";
import { TransportFailure, transportFailure } from "./transport-failure.ts";

/** The whole body as text. Fails as "garbled" when it is not UTF-8, "reset" when it was cut, "too-large" beyond the limit. */
export async function wholeBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxBytes) throw new TransportFailure("too-large", `the answer is longer than ${maxBytes} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    throw transportFailure(response.errored ?? error);
  }
  if (!response.complete) throw new TransportFailure("reset", "the answer was cut off");
  return utf8(Buffer.concat(chunks, size));
}

/** The body as it comes. A silence longer than `silenceMs` ends it as "timeout". */
export async function* chunksOf(response: IncomingMessage, silenceMs: number): AsyncGenerator<Buffer, void, void> {
  const tooQuiet = () => response.destroy(new TransportFailure("timeout", `nothing came for ${silenceMs} ms`));
  let timer = setTimeout(tooQuiet, silenceMs);
  try {
    for await (const chunk of response) {
      clearTimeout(timer);
      yield Buffer.from(chunk);
      timer = setTimeout(tooQuiet, silenceMs);
    }
  } catch (error) {
    throw transportFailure(response.errored ?? error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TransportFailure("garbled", "the answer is not UTF-8 text", error);
  }
}
