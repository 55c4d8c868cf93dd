import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { caPins, signedTokenIds, verifyClusterInfo } from "../../src/discovery/cluster-info.ts";
import { parseObject } from "../../src/kube/api-answer.ts";
import { clusterInfoKubeconfig, clusterInfoObjects } from "../../src/manifests/cluster-info.ts";
import { jws } from "../../src/manifests/jws.ts";
import { Secret } from "../../src/secret.ts";
import { testAuthority } from "../support/test-certificates.ts";
import { broken, brokenBytes, cuts, runs } from "./broken-text.ts";
import { orderly } from "./orderly.ts";

const token = new Secret("abcdef.0123456789abcdef");
const recordedCa = new URL("../fixtures/pki/kubeadm-1.36.3/RSA-2048/ca.crt", import.meta.url);
const ca = readFileSync(recordedCa, "utf8");
const pins = caPins(ca);
const kubeconfig = clusterInfoKubeconfig({ server: "https://10.0.0.1:6443", caCertificate: ca });
const [configMap] = clusterInfoObjects(kubeconfig, [token]);
const answer = JSON.stringify(configMap);

function understood(text: string) {
  return orderly(() => {
    const object = parseObject(text);
    signedTokenIds(object);
    return verifyClusterInfo(object, token, pins);
  });
}

test("a whole one is understood", () => {
  expect(understood(answer)?.kubeconfig).toBe(kubeconfig);
});

test("cut at any byte it is refused", () => {
  for (const length of cuts(answer.length)) expect(understood(answer.slice(0, length))).toBe(undefined);
});

test("garbled anywhere it is refused, or says what was signed", () => {
  fc.assert(
    fc.property(broken(answer), (text) => {
      expect(understood(text)?.kubeconfig ?? kubeconfig).toBe(kubeconfig);
    }),
    runs(400),
  );
});

test("signed by somebody who knows the token, it still trusts no authority but the pinned", () => {
  fc.assert(
    fc.property(broken(kubeconfig), (text) => {
      const data = { kubeconfig: text, "jws-kubeconfig-abcdef": jws(token, text) };
      const found = orderly(() =>
        verifyClusterInfo(
          { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cluster-info" }, data },
          token,
          pins,
        ),
      );
      if (found !== undefined) expect(caPins(found.trusted)).toEqual(pins);
    }),
    runs(300),
  );
});

test("with a garbled authority it is refused, or trusts the pinned key alone", () => {
  const der = Buffer.from(ca.replace(/-----[^-]+-----|\s/g, ""), "base64");
  fc.assert(
    fc.property(brokenBytes(der), fc.boolean(), (bytes, isFollowed) => {
      const block = `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64")}\n-----END CERTIFICATE-----\n`;
      const text = clusterInfoKubeconfig({
        server: "https://10.0.0.1:6443",
        caCertificate: isFollowed ? block + ca : block,
      });
      const data = { kubeconfig: text, "jws-kubeconfig-abcdef": jws(token, text) };
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cluster-info" }, data };
      const found = orderly(() => verifyClusterInfo(object, token, pins));
      if (found !== undefined) expect(new Set(caPins(found.trusted))).toEqual(new Set(pins));
      orderly(() => verifyClusterInfo(object, token, []));
    }),
    runs(300),
  );
});

test("with any other authority it is refused", () => {
  const mallory = clusterInfoKubeconfig({
    server: "https://10.0.0.1:6443",
    caCertificate: testAuthority("kubernetes").cert,
  });
  const data = { kubeconfig: mallory, "jws-kubeconfig-abcdef": jws(token, mallory) };
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cluster-info" }, data };
  expect(orderly(() => verifyClusterInfo(object, token, pins))).toBe(undefined);
  expect(orderly(() => verifyClusterInfo(object, token, []))?.kubeconfig).toBe(mallory);
});
