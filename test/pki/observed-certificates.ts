import { readFileSync } from "node:fs";
import type { ClusterConfiguration, EncryptionAlgorithm } from "../../src/config/v1beta4.ts";
import { type Certificate, parseCertificate } from "../../src/pki/certificate.ts";
import { cluster as plain } from "../golden/observed-cluster.ts";

const directory = new URL("../fixtures/pki/kubeadm-1.36.3/", import.meta.url);

/** The configuration with which real kubeadm made the certificates of the fixtures. */
export function observedCluster(encryptionAlgorithm: EncryptionAlgorithm): ClusterConfiguration {
  if (plain.etcd.local === undefined) throw new Error("the observed cluster has a local etcd");
  return {
    ...plain,
    encryptionAlgorithm,
    certificatesDir: "",
    apiServer: {
      ...plain.apiServer,
      certSANs: ["zeta.example.com", "192.0.2.7", "2001:db8::5", "*.wild.example.com", "10.77.0.11"],
    },
    etcd: {
      local: { ...plain.etcd.local, serverCertSANs: ["etcd.example.com", "fd00::1"], peerCertSANs: ["10.1.1.1"] },
    },
  };
}

export const observedNode = { name: "cp1", advertiseAddress: "10.77.0.11" };

/** A certificate real kubeadm made: "/apiserver.crt", "admin.conf.crt". */
export function observedCertificate(algorithm: EncryptionAlgorithm, path: string): Certificate {
  const file = new URL(`${algorithm}/${path.replace(/^\//, "")}`, directory);
  return parseCertificate(readFileSync(file, "utf8"), path);
}

export const observedDescriptions = readFileSync(new URL("certs.txt", directory), "utf8");
