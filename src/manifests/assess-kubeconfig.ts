import { outsideValidity } from "../pki/assess.ts";
import type { Certificate } from "../pki/certificate.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { nameText } from "../pki/distinguished-name.ts";
import { isIssuedBy } from "../pki/verify-chain.ts";
import type { ParsedKubeconfig } from "./parse-kubeconfig.ts";

/** What speaks against a kubeconfig that is there. */
export interface KubeconfigFindings {
  /** With one of these it cannot be used. */
  readonly reasons: readonly string[];
  /** It is kept all the same. */
  readonly warnings: readonly string[];
}

/** What a kubeconfig should lead to. */
export interface KubeconfigExpectation {
  readonly authority: Certificate;
  readonly server: string;
  readonly now: Date;
}

/**
 * A kubeconfig that is there: it must trust the cluster's authority, and a client certificate in it must be signed by that
 * authority and be valid now. Another server is only worth a warning, as with kubeadm.
 * @param caText what the file trusts: embedded, or read from the path it names
 */
export function assessKubeconfig(
  file: ParsedKubeconfig,
  caText: string | undefined,
  expected: KubeconfigExpectation,
): KubeconfigFindings {
  const { authority, server } = expected;
  const trusted = caText === undefined ? undefined : parseCertificate(caText, file.place);
  const reasons = [
    ...(trusted?.der.equals(authority.der) ? [] : [`it does not trust ${authority.place}`]),
    ...clientReasons(file, expected),
  ];
  const warnings =
    file.server === server ? [] : [`${file.place} leads to ${file.server}, not to ${server}; it is kept as it is`];
  return { reasons, warnings };
}

function clientReasons(file: ParsedKubeconfig, { authority, now }: KubeconfigExpectation): readonly string[] {
  if (file.clientCertificate === undefined) return [];
  const client = parseCertificate(file.clientCertificate, file.place);
  return [
    ...(isIssuedBy(client, authority)
      ? []
      : [`its client certificate is not signed by ${authority.place}; its issuer is ${nameText(client.issuer)}`]),
    ...outsideValidity(client, now).map((reason) => reason.replace(/^it/, "its client certificate")),
  ];
}
