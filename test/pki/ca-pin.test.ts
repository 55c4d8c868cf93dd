import { expect, test } from "vitest";
import { caPin } from "../../src/pki/ca-pin.ts";
import { observedCertificate } from "./observed-certificates.ts";

test("the pin is the one OpenSSL and kubeadm compute", () => {
  // openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum
  expect(caPin(observedCertificate("RSA-2048", "ca.crt"))).toBe(
    "sha256:e2e9c798df3e344d7659663598e53c05777dfca7828f0d8284e1367398952a80",
  );
});
