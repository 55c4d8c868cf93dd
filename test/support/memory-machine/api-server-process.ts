import { X509Certificate } from "node:crypto";
import { parseCertificate } from "../../../src/pki/certificate.ts";
import { readPrivateKey } from "../../../src/pki/private-key.ts";
import { Secret } from "../../../src/secret.ts";
import type { FakeObjects } from "../fake-api/objects.ts";
import { FakeApiServer } from "../fake-api-server.ts";
import type { TestAuthority } from "../test-certificates.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import type { Process } from "./process.ts";
import { remembered } from "./remembered.ts";
import { flag, type StaticPod } from "./static-pod.ts";

/** An API server whose objects lie in etcd, where others have them too. */
class StoredApiServer extends FakeApiServer {
  override readonly objects: FakeObjects;

  constructor(
    authority: TestAuthority,
    serving: { cert: string; key: string; clientCa: string },
    objects: FakeObjects,
  ) {
    super({ authority, serving });
    this.objects = objects;
  }
}

/** The API server starts when etcd answers and its certificates are those of one cluster; null while it cannot. */
export function startApiServer(
  machine: MemoryMachine,
  pod: StaticPod,
): (Process & { readonly server: FakeApiServer }) | null {
  const text = (name: string) => machine.host.text(flag(pod, name));
  const [ca, cert, key] = [text("client-ca-file"), text("tls-cert-file"), text("tls-private-key-file")];
  const [etcdCa, etcdCert] = [text("etcd-cafile"), text("etcd-certfile")];
  const caKey = machine.host.text(flag(pod, "client-ca-file").replace(/\.crt$/, ".key"));
  const store = machine.network.stores.get(machine.etcdMember?.clusterId ?? "");
  const texts = [ca, cert, key, etcdCa, etcdCert, caKey, text("service-account-signing-key-file")];
  if (store === undefined || !store.etcd.hasQuorum || texts.includes(null)) return null;
  if (!signed(cert, ca) || !signed(etcdCert, etcdCa)) return null;
  const authority = authorityOf(ca ?? "", caKey ?? "");
  const server = new StoredApiServer(
    authority,
    { cert: cert ?? "", key: key ?? "", clientCa: ca ?? "" },
    store.objects,
  );
  const port = Number(flag(pod, "secure-port"));
  machine.listen(port, server.accept, "kube-apiserver");
  return {
    server,
    stop: () => {
      machine.silence(port);
      void server.stop();
    },
  };
}

function authorityOf(cert: string, key: string): TestAuthority {
  const secret = new Secret(key);
  return {
    cert,
    key: secret,
    authority: { certificate: parseCertificate(cert, "ca.crt"), privateKey: readPrivateKey(secret, "ca.key") },
  };
}

function signed(cert: string | null, ca: string | null): boolean {
  return isSigned(JSON.stringify([cert, ca]));
}

const isSigned = remembered((texts) => {
  const [cert, ca] = JSON.parse(texts) as [string, string];
  return new X509Certificate(cert).verify(new X509Certificate(ca).publicKey);
});
