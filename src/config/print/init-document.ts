import { kubeadmApiVersion } from "../../constants/versions.ts";
import { formatDuration } from "../duration.ts";
import type { InitConfiguration } from "../v1beta4.ts";
import { omitEmpty } from "./omit-empty.ts";
import { endpointDocument, nodeRegistrationDocument, timeoutsDocument } from "./shared-documents.ts";

/** An InitConfiguration as kubeadm writes it. It holds tokens and the certificate key. */
export function initDocument(init: InitConfiguration): Record<string, unknown> {
  const { dryRun, certificateKey, skipPhases, patches } = init;
  return {
    apiVersion: kubeadmApiVersion,
    kind: "InitConfiguration",
    bootstrapTokens: init.bootstrapTokens.map(({ token, description, ttl, usages, groups }) => ({
      token,
      ttl: formatDuration(ttl),
      ...omitEmpty({ description, usages, groups }),
    })),
    nodeRegistration: nodeRegistrationDocument(init.nodeRegistration),
    localAPIEndpoint: endpointDocument(init.localAPIEndpoint),
    ...omitEmpty({ dryRun, certificateKey, skipPhases, patches }),
    timeouts: timeoutsDocument(init.timeouts),
  };
}
