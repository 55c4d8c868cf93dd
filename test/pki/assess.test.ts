import { expect, test } from "vitest";
import { assessLeaf } from "../../src/pki/assess.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { readPrivateKey } from "../../src/pki/private-key.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const authority = testAuthority("kubernetes");
const pair = testCertificate(authority, { commonName: "kube-apiserver", dnsNames: ["*.Example.org", "cp1"] });

test.each([
  ["api.example.org", true],
  ["API.example.ORG", true],
  ["*.example.org", true],
  ["cp1", true],
  ["a.api.example.org", false],
  ["example.org", false],
  [".example.org", false],
  ["*.api.example.org", false],
])("whether a certificate for *.example.org and cp1 can be used for %s: %s", (name, isFit) => {
  const wanted = {
    subject: { commonName: "kube-apiserver", organizations: [] },
    usages: ["server"],
    dnsNames: [name],
    ipAddresses: [],
  } as const;
  const certificate = parseCertificate(pair.cert, "apiserver.crt");
  const key = readPrivateKey(pair.key, "apiserver.key");
  const reasons = assessLeaf(certificate, key, wanted, authority.authority.certificate, new Date());
  expect(reasons).toEqual(isFit ? [] : [`it does not name ${name}`]);
});
