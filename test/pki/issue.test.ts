import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { kubeconfigCatalog } from "../../src/manifests/kubeconfig-catalog.ts";
import { certificateCatalog } from "../../src/pki/catalog.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { encode } from "../../src/pki/der.ts";
import { authorityBody, backdatingMs, issueAuthority, issueLeaf, leafBody, validityFrom } from "../../src/pki/issue.ts";
import { mintKey } from "../../src/pki/mint-key.ts";
import { observedCertificate, observedCluster, observedNode } from "./observed-certificates.ts";

const algorithms = ["RSA-2048", "ECDSA-P256", "ECDSA-P384"] as const;

describe.each(algorithms)("with %s keys", (algorithm) => {
  const catalog = certificateCatalog(observedCluster(algorithm), observedNode);

  test.each(catalog.map((spec) => [spec.id, spec] as const))("%s is kubeadm's, byte for byte", (_, spec) => {
    const theirs = observedCertificate(algorithm, `${spec.basePath}.crt`);
    const order = { content: spec, publicKey: theirs.publicKey, validity: theirs, serial: theirs.serial };
    const signer = catalog.find((one) => one.id === spec.signer);
    if (signer === undefined) {
      expect(encode(authorityBody(order)).toString("hex")).toBe(theirs.tbs.toString("hex"));
      return;
    }
    const certificate = observedCertificate(algorithm, `${signer.basePath}.crt`);
    const ours = leafBody({ ...order, authority: { certificate, privateKey: certificate.publicKey } });
    expect(encode(ours).toString("hex")).toBe(theirs.tbs.toString("hex"));
  });

  test.each(kubeconfigCatalog(observedCluster(algorithm), "cp1"))(
    "the certificate in $fileName is kubeadm's, byte for byte",
    (spec) => {
      const theirs = observedCertificate(algorithm, `${spec.fileName}.crt`);
      const certificate = observedCertificate(algorithm, "ca.crt");
      const ours = leafBody({
        content: spec.content,
        publicKey: theirs.publicKey,
        validity: { notBefore: certificate.notBefore, notAfter: theirs.notAfter },
        serial: theirs.serial,
        authority: { certificate, privateKey: certificate.publicKey },
      });
      expect(encode(ours).toString("hex")).toBe(theirs.tbs.toString("hex"));
    },
  );

  test("the times are kubeadm's: five minutes before the start until the period after it", () => {
    for (const spec of catalog) {
      const theirs = observedCertificate(algorithm, `${spec.basePath}.crt`);
      const start = new Date(theirs.notBefore.getTime() + backdatingMs + 789);
      expect(validityFrom(start, spec.validityMs)).toEqual({ notBefore: theirs.notBefore, notAfter: theirs.notAfter });
    }
  });
});

const now = new Date("2026-11-21T03:34:11.500Z");
const [caSpec, serverSpec] = certificateCatalog(observedCluster("ECDSA-P256"), observedNode);
if (caSpec === undefined || serverSpec === undefined) throw new Error("the catalog begins with ca and apiserver");

describe.each([
  ["ECDSA-P256", "ECDSA-P256"],
  ["ECDSA-P384", "ECDSA-P256"],
  ["ECDSA-P256", "RSA-2048"],
  ["RSA-2048", "ECDSA-P384"],
] as const)("an authority of %s that signs for %s", (authorityAlgorithm, leafAlgorithm) => {
  test("makes a certificate that OpenSSL accepts", async () => {
    const [caKey, key] = await Promise.all([mintKey(authorityAlgorithm), mintKey(leafAlgorithm)]);
    const privateKey = createPrivateKey(caKey.reveal());
    const publicKey = createPublicKey(key.reveal());
    const validity = validityFrom(now, caSpec.validityMs);
    const ca = parseCertificate(
      issueAuthority({ content: caSpec, publicKey: createPublicKey(privateKey), privateKey, validity, serial: 1n }),
      "ca.crt",
    );
    const leaf = new X509Certificate(
      issueLeaf({
        content: serverSpec,
        publicKey,
        validity,
        serial: 2n ** 63n - 2n,
        authority: { certificate: ca, privateKey },
      }),
    );
    const authority = new X509Certificate(ca.der);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(key.reveal()))).toBe(true);
    expect(leaf.checkHost("kubernetes.default.svc.cluster.local")).toBeDefined();
    expect(leaf.checkIP("10.96.0.1")).toBe("10.96.0.1");
    expect(leaf.checkIP("2001:db8::5")).toBe("2001:db8::5");
    expect(leaf.serialNumber).toBe("7FFFFFFFFFFFFFFE");
    expect([authority.ca, leaf.ca]).toEqual([true, false]);
  });
});
