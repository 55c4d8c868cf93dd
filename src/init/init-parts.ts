import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import type { InitFlags } from "../config/init-flags.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Step } from "../engine/step.ts";
import { controlPlaneImagesStep } from "../images/control-plane-images.ts";
import { initKubeletNode } from "../manifests/kubelet-node.ts";
import { controlPlaneServer } from "../manifests/server-url.ts";
import type { ApiAccess } from "../phases/api-access.ts";
import type { JoinOffer } from "../phases/bootstrap-token.ts";
import { controlPlaneNode, initIdentity } from "../phases/control-plane-machine.ts";
import { etcdFirstStartStep } from "../phases/etcd-first-start.ts";
import { healthAddresses } from "../phases/health-addresses.ts";
import { Issuing } from "../phases/issuing.ts";
import type { KubeletStart } from "../phases/kubelet-start.ts";
import type { MarkedNode } from "../phases/mark-control-plane.ts";
import type { NodeSource } from "../phases/static-pods.ts";
import type { CertificateUpload } from "../phases/upload-certs.ts";
import type { ControlPlaneWait } from "../phases/wait-control-plane.ts";
import type { PreflightOptions } from "../preflight/preflight-phase.ts";
import type { Founding } from "./founding.ts";

/** What the phases of `init` are made with. */
export interface InitParts {
  readonly intent: InitIntent;
  readonly founding: Founding;
  readonly now: Date;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userSupplied: InitRun["userSupplied"];
  readonly preflight: Omit<PreflightOptions, "checks">;
  readonly issuing: Issuing;
  readonly node: NodeSource;
  /** What must be right before the kubelet and etcd start, while the cluster is not founded. */
  readonly beforeEtcd: readonly Step[];
  readonly kubelet: KubeletStart;
  readonly wait: ControlPlaneWait;
  readonly upload: CertificateUpload | null;
  readonly mark: MarkedNode;
  readonly offer: JoinOffer;
}

/** What a run of `init` has in hand before it looks at anything else. */
export interface InitRun {
  readonly intent: InitIntent;
  readonly founding: Founding;
  readonly issuing: Issuing;
  readonly access: ApiAccess;
  readonly now: Date;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Which component configurations came from the user: kubeadm marks the others with a hash of what it wrote. */
  readonly userSupplied: { readonly kubelet: boolean; readonly kubeProxy: boolean };
  readonly uploadCerts: boolean;
  readonly single: boolean;
}

/** What makes the keys, certificates and kubeconfigs of this node. The kubeconfigs go where --kubeconfig-dir says, which single phases have. */
export function initIssuing({ init, cluster }: InitIntent, now: Date, flags: InitFlags): Issuing {
  const node = { name: init.nodeRegistration.name, ...init.localAPIEndpoint };
  const directory = flags["kubeconfig-dir"] || undefined;
  return new Issuing({
    cluster,
    node,
    now,
    ...(directory === undefined ? {} : { kubernetesDir: posix.resolve(directory) }),
  });
}

/** Everything that the list of phases needs, each made once a run. */
export function initParts(run: InitRun): InitParts {
  const { init, cluster } = run.intent;
  const { nodeRegistration: registration, localAPIEndpoint: endpoint, timeouts } = init;
  const wait = {
    open: run.access.source,
    timeouts,
    criSocket: registration.criSocket,
    node: registration.name,
    health: healthAddresses(cluster, run.intent.kubelet),
    imagesGiven: registration.imagePullPolicy === "Never",
  };
  return {
    intent: run.intent,
    founding: run.founding,
    now: run.now,
    environment: run.environment,
    userSupplied: run.userSupplied,
    preflight: {
      ignore: registration.ignorePreflightErrors,
      environment: run.environment,
      followedBy: [controlPlaneImagesStep(run.intent)],
    },
    issuing: run.issuing,
    node: (context) => controlPlaneNode(context.host, initIdentity(init), run.environment),
    beforeEtcd: beforeEtcd(run),
    kubelet: {
      configuration: async () => run.intent.kubelet,
      node: async (machine) => initKubeletNode(init, cluster, machine),
    },
    wait,
    upload: run.uploadCerts && (run.founding.isOpen || run.single) ? certificateUpload(run) : null,
    mark: {
      name: registration.name,
      taints: registration.taints,
      open: run.access.source,
      timeoutMs: timeouts.kubernetesAPICall,
    },
    offer: {
      tokens: run.founding.tokens,
      // A resumed run has promised its tokens for the time that they have; a single phase is asked for new time.
      renews: run.single,
      now: run.now,
      server: controlPlaneServer(cluster, endpoint),
      caPath: posix.join(cluster.certificatesDir, "ca.crt"),
    },
  };
}

function certificateUpload(run: InitRun): CertificateUpload {
  return {
    cluster: run.intent.cluster,
    certificateKey: run.founding.certificateKey,
    token: run.founding.uploadToken,
    now: run.now,
    nonce: () => randomBytes(12),
    when: run.single ? "new" : "missing",
  };
}

/** A single phase starts no kubelet again, and a founded cluster's etcd has begun. */
function beforeEtcd({ intent, founding, single }: InitRun): readonly Step[] {
  const dataDir = intent.cluster.etcd.local?.dataDir;
  const { name: node, criSocket } = intent.init.nodeRegistration;
  if (dataDir === undefined || single || !founding.isOpen) return [];
  return [etcdFirstStartStep({ dataDir, node, criSocket })];
}
