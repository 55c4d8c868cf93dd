import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { ClientSource } from "./client-source.ts";
import { httpClient } from "./http.ts";
import { transportFailure } from "./transport-failure.ts";
import { apiServerHealthy, done, look, notYet, oneLookMs } from "./waits.ts";

/** Where a component serves its health; what is left out has the component's default. */
export interface HealthAddress {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** kube-controller-manager answers https /healthz (127.0.0.1:10257); its self-signed certificate is not verified. */
function controllerManagerHealthy(address: HealthAddress = {}): Fact<WaitAnswer> {
  return healthy("kube-controller-manager", { host: "127.0.0.1", port: 10257, ...set(address) }, "/healthz", true);
}

/** kube-scheduler answers https /livez (127.0.0.1:10259); its self-signed certificate is not verified. */
function schedulerHealthy(address: HealthAddress = {}): Fact<WaitAnswer> {
  return healthy("kube-scheduler", { host: "127.0.0.1", port: 10259, ...set(address) }, "/livez", true);
}

/** The kubelet answers http /healthz (127.0.0.1:10248). */
export function kubeletHealthy(address: HealthAddress = {}): Fact<WaitAnswer> {
  return healthy("kubelet", { host: "127.0.0.1", port: 10248, ...set(address) }, "/healthz", false);
}

/** API server, controller manager and scheduler, looked at side by side: done when each has been seen healthy; one that has is not asked again. */
export function controlPlaneHealthy(
  open: ClientSource,
  at: { readonly controllerManager?: HealthAddress; readonly scheduler?: HealthAddress } = {},
): Fact<WaitAnswer> {
  const parts = [
    apiServerHealthy(open),
    controllerManagerHealthy(at.controllerManager),
    schedulerHealthy(at.scheduler),
  ];
  let awaited: readonly Fact<WaitAnswer>[] = parts;
  return {
    name: `control plane healthy: ${parts.map((part) => part.name).join(", ")}`,
    async read(view) {
      const answers = await Promise.all(awaited.map(async (part) => ({ part, ...(await part.read(view)) })));
      const missing = answers.filter((answer) => !answer.done);
      awaited = missing.map(({ part }) => part);
      if (missing.length === 0) return done("kube-apiserver, kube-controller-manager and kube-scheduler are healthy");
      const failed = missing.find((answer) => answer.failed !== undefined)?.failed;
      return {
        ...notYet(missing.map((answer) => answer.found).join("; ")),
        ...(failed === undefined ? {} : { failed }),
      };
    },
  };
}

/** A machine that lets nobody to its own ports from outside never will: that ends the wait. */
function healthy(component: string, at: { host: string; port: number }, path: string, tls: boolean): Fact<WaitAnswer> {
  return look(`${component} ${at.host}:${at.port}${path}`, async (view) => {
    const result = await statusOf(view, at, path, tls);
    if (result === 200) return done(`${component} is healthy`);
    if (result instanceof KubewrightError) return { ...notYet(result.what), failed: result };
    return notYet(`${component} ${typeof result === "number" ? `answers ${result}` : result}`);
  });
}

async function statusOf(
  view: HostView,
  at: { host: string; port: number },
  path: string,
  tls: boolean,
): Promise<number | string | KubewrightError> {
  const http = httpClient({ view, target: at, host: at.host, tls: tls ? { verify: false } : null, maxConnections: 1 });
  try {
    const request = { method: "GET", path, deadlineMs: oneLookMs, retry: "none", maxBytes: 1_000_000 } as const;
    return (await http.request(request)).status;
  } catch (error) {
    const { reason, cause } = transportFailure(error);
    if (cause instanceof KubewrightError && cause.code === "HOST_FORWARDING_REFUSED") return cause;
    return reason === "refused" ? "does not listen yet" : `gives no answer (${reason})`;
  } finally {
    http.close();
  }
}

function set(address: HealthAddress): { host?: string; port?: number } {
  return {
    ...(address.host === undefined ? {} : { host: address.host }),
    ...(address.port === undefined ? {} : { port: address.port }),
  };
}
