import * as z from "zod";
import { flag, object, text, texts, typeMeta } from "./field.ts";
import { localApiEndpoint, nodeRegistration, patches, skipPhases, timeouts } from "./shared.ts";

/** What is the same in discovery of every version. */
export const discoveryFields = {
  bootstrapToken: object(
    {
      token: text("Token that signs the cluster's address and CA.").meta({ secret: true }),
      apiServerEndpoint: text("host:port of the control plane."),
      caCertHashes: texts("sha256:<hex> of the public keys of acceptable CAs."),
      unsafeSkipCAVerification: flag("Trust the token alone. Whoever has it can pose as the cluster."),
    },
    "Find the cluster with a bootstrap token.",
  ),
  file: object({ kubeConfigPath: text("Path or https URL of a kubeconfig.") }, "Find the cluster with a kubeconfig."),
  tlsBootstrapToken: text(
    "Token with which the kubelet asks for its certificate. bootstrapToken.token unless set.",
  ).meta({
    secret: true,
  }),
};

export const joinControlPlane = object(
  {
    localAPIEndpoint: localApiEndpoint,
    certificateKey: text("Key with which the certificates were uploaded.").meta({ secret: true }),
  },
  "Make this node a control plane too. Unset: a worker.",
);

export const caCertPath = text("Where the cluster's CA is written. /etc/kubernetes/pki/ca.crt unless set.");

/** kubeadm.k8s.io/v1beta4 JoinConfiguration. */
export const joinConfiguration = z
  .object({
    ...typeMeta,
    dryRun: flag("Show what would be done and do nothing."),
    nodeRegistration,
    caCertPath,
    discovery: object(discoveryFields, "How to find the cluster: either bootstrapToken or file."),
    controlPlane: joinControlPlane,
    skipPhases,
    patches,
    timeouts,
  })
  .describe("How a node joins.");

export type RawJoin = z.infer<typeof joinConfiguration>;
