import type { IncomingMessage, ServerResponse } from "node:http";

/** A body and its status. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** An answer in JSON. */
export function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}

/** Sends an answer; breaks the connection after so many bytes of the body when told. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  cutAfter?: number,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length, ...headers });
  if (cutAfter === undefined) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfter), () => response.socket?.destroy());
}

/** All of what a client sent. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
