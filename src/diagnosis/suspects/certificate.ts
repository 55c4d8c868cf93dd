import { howToSeeLog, type Suspect } from "../cause.ts";

const refused =
  /x509: [^"\\]+|tls: private key does not match public key|tls: failed to find any PEM data[^"\\]*|remote error: tls: (?:bad|unknown|expired) certificate[^"\\]*/;

/** CERTIFICATE_REFUSED: a component does not accept a certificate, its own or its partner's. */
export const certificateRefused: Suspect = ({ components, kubeletJournal }) => {
  const speakers = [
    ...components.filter(({ state }) => state !== "running"),
    ...components,
    { name: "kubelet", log: kubeletJournal },
  ];
  for (const { name, log } of speakers) {
    const line = log.findLast((text) => refused.test(text));
    const said = refused.exec(line ?? "")?.[0];
    if (line === undefined || said === undefined) continue;
    const isTime = /expired|not yet valid/.test(said);
    return {
      code: "CERTIFICATE_REFUSED",
      what: `${name} does not accept a certificate: ${said.slice(0, 300)}`,
      why: line.slice(0, 400),
      next: isTime
        ? "Compare the machine's clock (timedatectl) with the certificates' dates: kubewright certs check-expiration."
        : `Certificates in /etc/kubernetes/pki do not fit together: move the refused one away with its key, but no authority (ca, front-proxy-ca, etcd/ca) of a cluster that lives, and run the same command again; see ${
            name === "kubelet" ? "journalctl -u kubelet -n 50" : howToSeeLog(name)
          }`,
      isPermanent: false,
    };
  }
  return null;
};
