import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { groups } from "../constants/names.ts";
import { adminConf, superAdminConf } from "../constants/paths.ts";
import type { HostView } from "../host/host.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { randomSerial } from "../phases/issuing-serial.ts";
import { kubeconfigAccess } from "../phases/kubeconfig-access.ts";
import { issueLeaf, validityFrom } from "../pki/issue.ts";
import { mintKey } from "../pki/mint-key.ts";
import { publicKeyOf } from "../pki/private-key.ts";
import type { ClusterAuthorities } from "./authorities.ts";

/** An administrator for the length of a founding: its key is never written anywhere. Hours are enough, the run ends sooner. */
const foundingValidityMs = 6 * 3_600_000;

/** Who asks the API server while a cluster is founded: an administrator that exists in this process's memory only. */
export async function memoryAdministrator(
  authorities: ClusterAuthorities,
  cluster: ClusterConfiguration,
  server: string,
  now: Date,
): Promise<KubeconfigAccess> {
  const [authority, key] = await Promise.all([authorities.signer(), mintKey("ECDSA-P256")]);
  const certificate = issueLeaf({
    content: {
      subject: { organizations: [groups.masters], commonName: "kubewright-apply" },
      usages: ["client"],
      dnsNames: [],
      ipAddresses: [],
    },
    publicKey: publicKeyOf(key),
    authority,
    validity: validityFrom(now, Math.min(foundingValidityMs, cluster.certificateValidityPeriod)),
    serial: randomSerial(),
  });
  return { server, ca: authority.certificate.pem, clientCertificate: certificate, clientKey: key };
}

/**
 * Who asks the API server of a cluster that is there: the administrator of a kubeconfig on a control plane; super-admin.conf first,
 * which needs no binding. A machine that is lost, and a file that is torn, leave it to the others; null where none has one, and the
 * first trouble where nothing but trouble was found.
 */
export async function administratorOn(views: readonly HostView[]): Promise<KubeconfigAccess | null> {
  const paths = [superAdminConf, adminConf];
  const looks = await Promise.allSettled(views.map(async (view) => ({ view, files: await view.read(paths) })));
  const troubles: unknown[] = looks.flatMap((look) => (look.status === "rejected" ? [look.reason] : []));
  const found = looks.flatMap((look) => (look.status === "fulfilled" ? [look.value] : []));
  for (const path of paths) {
    for (const { view, files } of found) {
      const file = files.get(path);
      if (file?.type !== "file") continue;
      try {
        return await kubeconfigAccess(view, file.content, path);
      } catch (error) {
        troubles.push(error);
      }
    }
  }
  if (troubles.length > 0) throw troubles[0];
  return null;
}
