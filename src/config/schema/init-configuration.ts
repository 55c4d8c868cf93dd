import * as z from "zod";
import { duration, flag, list, text, texts, time, token, typeMeta } from "./field.ts";
import { localApiEndpoint, nodeRegistration, patches, skipPhases, timeouts } from "./shared.ts";

export const bootstrapToken = z.object({
  token: token("The token itself. A random one unless set."),
  description: text("What it is for."),
  ttl: duration("How long it lives; 0s is for ever. 24h0m0s unless set."),
  expires: time("When it ends. kubeadm always has a ttl, which excludes this: it is refused."),
  usages: texts("signing and authentication, both unless set."),
  groups: texts("Groups of whoever uses it. system:bootstrappers:kubeadm:default-node-token unless set."),
});

/** kubeadm.k8s.io/v1beta4 InitConfiguration. */
export const initConfiguration = z
  .object({
    ...typeMeta,
    bootstrapTokens: list(bootstrapToken, "Tokens with which nodes join. One random token unless set."),
    dryRun: flag("Show what would be done and do nothing."),
    nodeRegistration,
    localAPIEndpoint: localApiEndpoint,
    certificateKey: text("64 hexadecimal digits that encrypt the uploaded certificates. Random unless set.").meta({
      secret: true,
    }),
    skipPhases,
    patches,
    timeouts,
  })
  .describe("What concerns this node and this run of init only; it is not stored in the cluster.");

export type RawInit = z.infer<typeof initConfiguration>;
export type RawBootstrapToken = z.infer<typeof bootstrapToken>;
