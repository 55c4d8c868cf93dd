import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { type UserRequest, userKubeconfig } from "../../src/kubeconfig/user.ts";
import { parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import { Issuing } from "../../src/phases/issuing.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { certificatePhases, FileMachine, node, quickCluster } from "../phases/certificates-machine.ts";

const founded = new Date("2026-11-21T14:27:00Z");
const now = new Date("2026-12-01T00:00:00Z");

async function request(overrides: Partial<UserRequest> = {}): Promise<UserRequest & { machine: FileMachine }> {
  const machine = new FileMachine();
  const cluster = quickCluster();
  await machine.apply([...certificatePhases(new Issuing({ cluster, node, now: founded }))]);
  return {
    machine,
    view: machine.context.host,
    cluster,
    localEndpoint: node,
    clientName: "jane",
    organizations: ["zeta", "developers"],
    validityPeriodMs: 100 * 3600 * 1000,
    now,
    ...overrides,
  };
}

test("the user gets a certificate of the cluster's authority, with kubeadm's subject and times", async () => {
  const wanted = await request();
  const file = parseKubeconfig(await userKubeconfig(wanted), "jane.conf");
  const client = parseCertificate(file.clientCertificate ?? "", "jane.conf");
  expect(file).toMatchObject({ server: "https://cp1:6443", contextName: "jane@kubernetes", userName: "jane" });
  // As kubeadm writes them: all groups in one relative name, in the order of their encodings.
  expect(client.subject).toEqual({ commonName: "jane", organizations: ["zeta", "developers"] });
  expect(client.notBefore.toISOString()).toBe("2026-11-21T14:22:00.000Z");
  expect(client.notAfter.toISOString()).toBe("2026-12-05T04:00:00.000Z");
  const authority = new X509Certificate(wanted.machine.text("/etc/kubernetes/pki/ca.crt"));
  expect(new X509Certificate(client.der).verify(authority.publicKey)).toBe(true);
});

test("with a token there is no certificate, and the authority's key is not needed", async () => {
  const wanted = await request({ token: "abc" });
  wanted.machine.files.delete("/etc/kubernetes/pki/ca.key");
  const file = parseKubeconfig(await userKubeconfig(wanted), "jane.conf");
  expect([file.clientCertificate, file.token?.reveal()]).toEqual([undefined, "abc"]);
});

test("without the authority's key a certificate is refused", async () => {
  const wanted = await request();
  wanted.machine.files.delete("/etc/kubernetes/pki/ca.key");
  await expect(userKubeconfig(wanted)).rejects.toMatchObject({ code: "CA_KEY_MISSING" });
});

test("the whole file prints as stars", async () => {
  expect(String(await userKubeconfig(await request()))).toBe("***");
});

test("the user's key is of the kind that the feature gate PublicKeysECDSA asks for", async () => {
  const cluster = { ...quickCluster("RSA-2048"), featureGates: { PublicKeysECDSA: true } };
  const file = parseKubeconfig(await userKubeconfig(await request({ cluster })), "jane.conf");
  const { publicKey } = new X509Certificate(file.clientCertificate ?? "");
  expect([publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails?.namedCurve]).toEqual(["ec", "prime256v1"]);
});

test("a cluster's own keys follow that feature gate too", async () => {
  const machine = new FileMachine();
  const cluster = { ...quickCluster("RSA-2048"), featureGates: { PublicKeysECDSA: true } };
  await machine.apply([...certificatePhases(new Issuing({ cluster, node, now: founded }))]);
  const { publicKey } = new X509Certificate(machine.text("/etc/kubernetes/pki/ca.crt"));
  expect(publicKey.asymmetricKeyType).toBe("ec");
});
