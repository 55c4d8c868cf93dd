import { kubeadmApiVersion } from "../../constants/versions.ts";
import type { Discovery, JoinConfiguration } from "../v1beta4.ts";
import { omitEmpty } from "./omit-empty.ts";
import { endpointDocument, nodeRegistrationDocument, timeoutsDocument } from "./shared-documents.ts";

/** A JoinConfiguration as kubeadm writes it. It holds tokens. */
export function joinDocument(join: JoinConfiguration): Record<string, unknown> {
  const { dryRun, caCertPath, skipPhases, patches, controlPlane } = join;
  return {
    apiVersion: kubeadmApiVersion,
    kind: "JoinConfiguration",
    nodeRegistration: nodeRegistrationDocument(join.nodeRegistration),
    discovery: discoveryDocument(join.discovery),
    ...(controlPlane === undefined
      ? {}
      : {
          controlPlane: {
            localAPIEndpoint: endpointDocument(controlPlane.localAPIEndpoint),
            ...omitEmpty({ certificateKey: controlPlane.certificateKey }),
          },
        }),
    ...omitEmpty({ dryRun, caCertPath, skipPhases, patches }),
    timeouts: timeoutsDocument(join.timeouts),
  };
}

function discoveryDocument(discovery: Discovery): Record<string, unknown> {
  const { tlsBootstrapToken } = discovery;
  if (discovery.kind === "file") {
    return { file: { kubeConfigPath: discovery.kubeConfigPath }, ...omitEmpty({ tlsBootstrapToken }) };
  }
  const { token, apiServerEndpoint, caCertHashes, unsafeSkipCAVerification } = discovery;
  return {
    bootstrapToken: { token, ...omitEmpty({ apiServerEndpoint, caCertHashes, unsafeSkipCAVerification }) },
    ...omitEmpty({ tlsBootstrapToken }),
  };
}
