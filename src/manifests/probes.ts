/** Where a probe asks. `host` "" means the Pod's own address; the key is then left out. */
export interface ProbeTarget {
  readonly host: string;
  readonly path: string;
  readonly scheme: "HTTP" | "HTTPS";
}

/** The name of the one port of every static Pod. */
export const probePort = "probe-port";

/** Seconds between two looks of the liveness and the startup probe. */
const period = 10;

function httpGet({ host, path, scheme }: ProbeTarget): object {
  return { ...(host === "" ? {} : { host }), path, port: probePort, scheme };
}

/** Fails after 80 seconds without a good answer. */
export function livenessProbe(target: ProbeTarget): object {
  return {
    failureThreshold: 8,
    httpGet: httpGet(target),
    initialDelaySeconds: period,
    periodSeconds: period,
    timeoutSeconds: 15,
  };
}

/** Looks every second. */
export function readinessProbe(target: ProbeTarget): object {
  return { failureThreshold: 3, httpGet: httpGet(target), periodSeconds: 1, timeoutSeconds: 15 };
}

/** Leaves the component as long to start as the configuration waits for it (timeouts.controlPlaneComponentHealthCheck). */
export function startupProbe(target: ProbeTarget, healthCheckMs: number): object {
  return {
    failureThreshold: Math.ceil(healthCheckMs / 1000 / period),
    httpGet: httpGet(target),
    initialDelaySeconds: period,
    periodSeconds: period,
    timeoutSeconds: 15,
  };
}

/** An address a component binds to as an address it can be asked at: "any" becomes "". */
export function probeHost(bindAddress: string): string {
  return bindAddress === "0.0.0.0" || bindAddress === "::" ? "" : bindAddress;
}
