import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { type KubeClient, type KubeClientSettings, kubeClient } from "./client.ts";

/** What a kubeconfig's current context leads to. PEM texts. */
export interface KubeconfigAccess {
  /** "https://10.0.0.1:6443" */
  readonly server: string;
  readonly ca: string;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: Secret | undefined;
  readonly token?: Secret | undefined;
}

/** A client with a kubeconfig's identity. `dial` leads elsewhere than its server's address, whose name is still the one checked. */
export function clientFromKubeconfig(
  view: HostView,
  access: KubeconfigAccess,
  options: Pick<KubeClientSettings, "deadlineMs" | "dial"> = {},
): KubeClient {
  return kubeClient({ view, server: serverOf(access.server), ca: access.ca, auth: authOf(access), ...options });
}

/** Host and port of "https://host:port"; KUBECONFIG_SERVER for anything else. What only JavaScript reads as such an address, with blanks or one slash, is refused: the kubelet gets the same text. */
export function serverOf(url: string): { readonly host: string; readonly port: number } {
  const parsed = /^https:\/\/[^\s\\]+$/i.test(url) && URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.protocol !== "https:" || parsed.hostname === "") {
    throw new KubewrightError("KUBECONFIG_SERVER", {
      what: "the kubeconfig's server is no https address",
      why: `it says ${JSON.stringify(url.slice(0, 200))}`,
      next: "Write it as https://HOST:PORT.",
    });
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  return { host, port: parsed.port === "" ? 443 : Number(parsed.port) };
}

function authOf({ clientCertificate, clientKey, token }: KubeconfigAccess): KubeClientSettings["auth"] {
  if (clientCertificate !== undefined && clientKey !== undefined) return { clientCert: clientCertificate, clientKey };
  return token === undefined ? undefined : { bearer: token };
}
