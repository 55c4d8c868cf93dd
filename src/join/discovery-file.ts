import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";

/** Bytes of a discovery file that are read at most; a kubeconfig is a few kilobytes. */
const maximumBytes = 1024 * 1024;

/** The text of a discovery file: a path on the machine, or an https URL, whose server is known by the system's authorities. Codes DISCOVERY_FILE_UNREADABLE, DISCOVERY_URL_FAILED. */
export async function discoveryFile(view: HostView, place: string, timeoutMs: number): Promise<string> {
  if (place.startsWith("https://")) return fetched(place, timeoutMs);
  const file = (await view.read([place])).get(place);
  if (file?.type === "file") return reveal(file.content);
  throw new KubewrightError("DISCOVERY_FILE_UNREADABLE", {
    what: `The discovery file ${place} cannot be read.`,
    next: "Name a kubeconfig on this host, or an https address of one.",
    exitCode: exitCodes.usage,
  });
}

async function fetched(url: string, timeoutMs: number): Promise<string> {
  try {
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(Math.min(timeoutMs, 30_000)) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const text = await bounded(answer);
    return text;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw new KubewrightError("DISCOVERY_URL_FAILED", {
      what: `The discovery file at ${url} could not be fetched.`,
      why: cause ?? (error instanceof Error ? error.message : String(error)),
      next: "Look whether the address is right and its certificate is known on this host (/etc/ssl/certs).",
      exitCode: exitCodes.unreachable,
    });
  }
}

async function bounded(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > maximumBytes) throw new Error(`the answer is larger than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
