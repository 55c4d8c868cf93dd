import type { InitIntent } from "../config/v1beta4.ts";
import { configMaps, namespaces } from "../constants/names.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { dnsServiceAddress } from "../ip/service-address.ts";
import { coreDnsObjects } from "../manifests/coredns.ts";
import { proxyEnvironment } from "../manifests/environment.ts";
import { kubeProxyObjects } from "../manifests/kube-proxy.ts";
import { controlPlaneServer } from "../manifests/server-url.ts";
import { objectsStep } from "../steps/objects.ts";
import { serviceAddressStep } from "./service-address.ts";

/** Phase addon/coredns; without steps where dns.disabled. An edited Corefile and a changed number of replicas stay, as with kubeadm. */
export function coreDnsPhase(intent: InitIntent): Phase {
  const steps = intent.cluster.dns.disabled
    ? []
    : [
        serviceAddressStep({
          namespace: namespaces.system,
          name: "kube-dns",
          address: dnsServiceAddress(intent.cluster.networking.serviceSubnet),
        }),
        objectsStep({ id: "coredns", title: "CoreDNS", objects: (context) => coreDns(intent, context) }),
      ];
  return { id: "addon/coredns", title: "CoreDNS", steps };
}

async function coreDns(intent: InitIntent, context: StepContext) {
  const [deployment, configMap] = await Promise.all([
    context.objects
      .read({ apiVersion: "apps/v1", kind: "Deployment", namespace: namespaces.system, name: "coredns" })
      .catch(unknown),
    context.objects
      .read({ apiVersion: "v1", kind: "ConfigMap", namespace: namespaces.system, name: configMaps.coredns })
      .catch(unknown),
  ]);
  const replicas = member(deployment?.["spec"], "replicas");
  const corefile = member(configMap?.["data"], "Corefile");
  return coreDnsObjects(intent.cluster, {
    ...(typeof replicas === "number" ? { replicas } : {}),
    ...(typeof corefile === "string" ? { corefile } : {}),
  });
}

/** What kube-proxy is made of besides the configuration. */
interface KubeProxySources {
  readonly userSupplied: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Everything of kube-proxy as this configuration and this environment want it, in the order of creation. */
export function kubeProxyObjectsOf(intent: InitIntent, { userSupplied, environment }: KubeProxySources): KubeObject[] {
  return kubeProxyObjects(intent.cluster, intent.kubeProxy, {
    server: controlPlaneServer(intent.cluster, intent.init.localAPIEndpoint),
    proxyEnvironment: proxyEnvironment(environment),
    userSupplied,
  });
}

/** Phase addon/kube-proxy; without steps where proxy.disabled. */
export function kubeProxyPhase(intent: InitIntent, sources: KubeProxySources): Phase {
  const steps = intent.cluster.proxy.disabled
    ? []
    : [
        objectsStep({
          id: "kube-proxy",
          title: "kube-proxy",
          objects: async () => kubeProxyObjectsOf(intent, sources),
        }),
      ];
  return { id: "addon/kube-proxy", title: "kube-proxy", steps };
}

/** An API server that is not there yet has nothing that was edited. */
function unknown(error: unknown): null {
  if (error instanceof NotYetKnown) return null;
  throw error;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
