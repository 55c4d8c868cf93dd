import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { joinedKubeletConf, kubeletClientFiles } from "../../src/manifests/kubelet-client.ts";
import { parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import { controlPlaneServer, localServer } from "../../src/manifests/server-url.ts";
import { Secret } from "../../src/secret.ts";

const observed = (name: string): string =>
  readFileSync(new URL(`../fixtures/kubeconfig/kubeadm-1.36.3/${name}`, import.meta.url), "utf8");
const withoutData = (text: string): string => text.replaceAll(/(-data: )\S+/g, "$1<base64 PEM>");

test("a joined worker's kubelet.conf is the kubelet's own, byte for byte", () => {
  const ours = joinedKubeletConf("https://cp1:6443", "CA").reveal();
  expect(withoutData(ours)).toBe(observed("w1/kubelet.conf"));
});

test("kubelet.conf after init points to the certificate that the kubelet rotates", () => {
  const path = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  const ours = kubeconfig({
    clusterName: "kubernetes",
    server: "https://10.77.0.11:6443",
    caCertificate: "CA",
    user: "system:node:cp1",
    credentials: { certificateFile: path, keyFile: path },
  });
  expect(withoutData(ours.reveal())).toBe(observed("cp1/kubelet.conf"));
});

test("the kubelet's client certificate lies in a file named after the time, behind a link", () => {
  const key = new Secret("KEY\n");
  const files = [...kubeletClientFiles({ certificate: "CERT\n", key, now: new Date("2026-11-21T03:34:12.9Z") })];
  const path = "/var/lib/kubelet/pki/kubelet-client-2026-11-21-03-34-12.pem";
  expect(files.map(([at]) => at)).toEqual([path, "/var/lib/kubelet/pki/kubelet-client-current.pem"]);
  expect(files[0]?.[1]).toMatchObject({ type: "file", mode: 0o600 });
  expect(files[1]?.[1]).toEqual({ type: "symlink", target: path });
  const state = files[0]?.[1];
  expect(state?.type === "file" && state.content instanceof Secret && state.content.reveal()).toBe("CERT\nKEY\n");
});

describe("what is written can be read", () => {
  const credentials = fc.oneof(
    fc.record({
      certificate: fc.string({ minLength: 1 }),
      key: fc.string({ minLength: 1 }).map((text) => new Secret(text)),
    }),
    fc.record({ token: fc.string({ minLength: 1 }).map((text) => new Secret(text)) }),
  );
  const name = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => /^[\x20-\x7e]+$/.test(text));

  test("names, credentials and authorities come back", () => {
    fc.assert(
      fc.property(name, name, fc.string({ minLength: 1 }), credentials, (clusterName, user, caCertificate, secrets) => {
        const text = kubeconfig({ clusterName, user, caCertificate, server: "https://a:1", credentials: secrets });
        const file = parseKubeconfig(text, "x.conf");
        expect(file).toMatchObject({ clusterName, userName: user, caCertificate, server: "https://a:1" });
        if ("token" in secrets) expect(file.token?.reveal()).toBe(secrets.token.reveal());
        else expect(file.clientKey?.reveal()).toBe(secrets.key.reveal());
      }),
    );
  });

  test("anything else is a KubewrightError that shows nothing of the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseKubeconfig(`${text}\nsecret: topsecret`, "x.conf");
        } catch (error) {
          expect(error).toBeInstanceOf(KubewrightError);
          expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain("topsecret");
        }
      }),
    );
  });
});

describe("servers", () => {
  const local = { advertiseAddress: "10.0.0.1", bindPort: 6443 };

  test.each([
    ["", "https://10.0.0.1:6443"],
    ["lb", "https://lb:6443"],
    ["lb:8443", "https://lb:8443"],
    ["10.9.9.9", "https://10.9.9.9:6443"],
    ["fd00::1", "https://[fd00::1]:6443"],
    ["[fd00::1]:8443", "https://[fd00::1]:8443"],
    ["[fd00::1]", "https://[fd00::1]:6443"],
  ])("with controlPlaneEndpoint %j it is %s", (controlPlaneEndpoint, server) => {
    expect(controlPlaneServer({ controlPlaneEndpoint }, local)).toBe(server);
  });

  test("an IPv6 address stands in brackets", () => {
    expect(localServer({ advertiseAddress: "fd00::1", bindPort: 1 })).toBe("https://[fd00::1]:1");
  });
});
