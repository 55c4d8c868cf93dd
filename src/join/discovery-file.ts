import { systemCaBundles } from "../constants/paths.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { serverOf } from "../kube/from-kubeconfig.ts";
import { httpClient } from "../kube/http.ts";
import { printable } from "../kube/printable.ts";
import { TransportFailure } from "../kube/transport-failure.ts";
import { filesAt, secretOf, textOf } from "../phases/issuing-files.ts";
import { Secret } from "../secret.ts";

/** Bytes of a discovery file that are read at most; a kubeconfig is a few kilobytes. */
const maximumBytes = 1024 * 1024;
/** Milliseconds after which a web server is given up. */
const longestFetchMs = 30_000;

interface Patience {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The text of a discovery file, which may hold credentials: a path on the machine, or an https URL that the machine itself asks, whose server is known by the machine's authorities. Codes DISCOVERY_FILE_UNREADABLE, DISCOVERY_URL_FAILED. */
export async function discoveryFile(view: HostView, place: string, patience: Patience): Promise<Secret> {
  if (isUrl(place)) return new Secret(await fetched(view, place, patience));
  const file = (await filesAt(view, [place])).get(place);
  if (file !== undefined) return secretOf(file);
  throw new KubewrightError("DISCOVERY_FILE_UNREADABLE", {
    what: `The discovery file ${place} is not there.`,
    next: "Name a kubeconfig on this host, or an https address of one.",
    exitCode: exitCodes.usage,
  });
}

/** Whether a discovery file is named by its address on the net; the scheme is in any case, as kubeadm has it. */
export function isUrl(place: string): boolean {
  return /^https:\/\//i.test(place);
}

async function fetched(view: HostView, url: string, { timeoutMs, signal }: Patience): Promise<string> {
  const target = serverOf(url);
  const tls = { verify: true, ca: await authorities(view) };
  const http = httpClient({ view, target, host: target.host, tls, maxConnections: 1 });
  try {
    const { pathname, search } = new URL(url);
    const deadlineMs = Math.min(timeoutMs, longestFetchMs);
    const answer = await http.request({
      method: "GET",
      path: `${pathname}${search}`,
      deadlineMs,
      maxBytes: maximumBytes,
      signal,
    });
    if (answer.status !== 200) throw failed(url, `the server answered ${answer.status}${whither(answer.headers)}`);
    return answer.body;
  } catch (error) {
    if (error instanceof TransportFailure) throw failed(url, printable(error.message), error);
    throw error;
  } finally {
    http.close();
  }
}

/** Another address is not followed: whom the user named is whom the user trusts. */
function whither({ location }: { readonly location?: string | undefined }): string {
  return location === undefined ? "" : ` and points to ${printable(location).slice(0, 200)}`;
}

async function authorities(view: HostView): Promise<string> {
  const found = await filesAt(view, systemCaBundles);
  const file = systemCaBundles.map((path) => found.get(path)).find((one) => one !== undefined);
  if (file !== undefined) return textOf(file);
  throw new KubewrightError("DISCOVERY_URL_FAILED", {
    what: "This host has no list of the authorities that it trusts, so no https address can be checked.",
    why: `none of these files is there: ${systemCaBundles.join(", ")}`,
    next: "Install the package ca-certificates, or copy the discovery file to this host.",
  });
}

function failed(url: string, why: string, cause?: unknown): KubewrightError {
  return new KubewrightError("DISCOVERY_URL_FAILED", {
    what: `The discovery file at ${url} could not be fetched.`,
    why,
    next: "Look whether the address is right and whether this host trusts its certificate (package ca-certificates).",
    exitCode: exitCodes.unreachable,
    cause,
  });
}
