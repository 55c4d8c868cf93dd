import { describe, expect, test } from "vitest";
import type { JoinFlags } from "../../src/config/join-flags.ts";
import { loadJoin } from "../../src/config/load-join.ts";
import { document, errorsOf, machine } from "./support/request.ts";

const token = "abcdef.0123456789abcdef";
const hash = `sha256:${"a".repeat(64)}`;

function fromFlags(flags: JoinFlags, endpoint?: string) {
  return loadJoin({ flags, machine, ...(endpoint === undefined ? {} : { endpoint }) });
}

test.each([
  ["10.0.0.1:6443", []],
  ["10.0.0.2:6443", ["--config alone counts; not heeded beside it: 10.0.0.2:6443"]],
])("an address %s beside a file that names 10.0.0.1:6443", (endpoint, warned) => {
  const found = `{token: ${token}, apiServerEndpoint: "10.0.0.1:6443", unsafeSkipCAVerification: true}`;
  const source = { name: "join.yaml", text: document("JoinConfiguration", `discovery: {bootstrapToken: ${found}}`) };
  expect(loadJoin({ source, flags: {}, machine, endpoint }).warnings).toEqual(warned);
});

describe("join by flags", () => {
  test("as kubeadm token create prints it", () => {
    const { join, warnings } = fromFlags({ token, "discovery-token-ca-cert-hash": [hash] }, "10.0.0.1:6443");
    expect(warnings).toEqual([]);
    expect(join).toMatchObject({
      nodeRegistration: { name: "vm" },
      caCertPath: "/etc/kubernetes/pki/ca.crt",
      controlPlane: undefined,
      discovery: {
        kind: "token",
        token,
        tlsBootstrapToken: token,
        apiServerEndpoint: "10.0.0.1:6443",
        caCertHashes: [hash],
        unsafeSkipCAVerification: false,
      },
    });
  });

  test("as a control plane", () => {
    const flags: JoinFlags = {
      token,
      "discovery-token-ca-cert-hash": [hash],
      "control-plane": true,
      "certificate-key": "b".repeat(64),
      "apiserver-bind-port": 7443,
    };
    expect(fromFlags(flags, "api:6443").join.controlPlane).toEqual({
      certificateKey: "b".repeat(64),
      localAPIEndpoint: { advertiseAddress: "192.0.2.2", bindPort: 7443, advertiseAddressGiven: false },
    });
  });

  test("flags of a control plane without --control-plane are dropped, and that is said", () => {
    const { join, warnings } = fromFlags(
      { token, "discovery-token-ca-cert-hash": [hash], "apiserver-bind-port": 1 },
      "a:1",
    );
    expect(join.controlPlane).toBeUndefined();
    expect(warnings[0]).toContain("--apiserver-bind-port mean nothing without --control-plane");
  });

  test("two tokens", () => {
    const flags: JoinFlags = {
      "discovery-token": token,
      "tls-bootstrap-token": "ghijkl.0123456789abcdef",
      "discovery-token-unsafe-skip-ca-verification": true,
    };
    expect(fromFlags(flags, "a:1").join.discovery).toMatchObject({
      token,
      tlsBootstrapToken: "ghijkl.0123456789abcdef",
    });
  });

  test("with a file to find the cluster", () => {
    expect(fromFlags({ "discovery-file": "/d.conf", "tls-bootstrap-token": token }).join.discovery).toEqual({
      kind: "file",
      kubeConfigPath: "/d.conf",
      tlsBootstrapToken: token,
    });
  });

  test.each<[string, JoinFlags, string | undefined, string]>([
    ["nothing", {}, undefined, "nothing says how to find the cluster"],
    ["no hash", { token }, "a:1", "nothing proves that the cluster found is the right one"],
    ["no port", { token, "discovery-token-ca-cert-hash": [hash] }, "a", "is not host:port"],
    ["no token", { "discovery-token-ca-cert-hash": [hash] }, "a:1", "a token is missing"],
    [
      "a file and a token",
      { token, "discovery-file": "/d", "discovery-token-ca-cert-hash": [hash] },
      "a:1",
      "exclude each other",
    ],
  ])("%s is refused", (_, flags, endpoint, what) => {
    expect(
      errorsOf(() => fromFlags(flags, endpoint))
        .map((error) => error.what)
        .join("\n"),
    ).toContain(what);
  });

  test("a wrong token is not repeated", () => {
    const errors = errorsOf(() => fromFlags({ token: "hush", "discovery-token-ca-cert-hash": [hash] }, "a:1"));
    expect(errors.map((error) => error.what).join()).not.toContain("hush");
  });
});

describe("join by file", () => {
  const text = document(
    "JoinConfiguration",
    "discovery:",
    "  bootstrapToken:",
    `    token: ${token}`,
    "    apiServerEndpoint: 10.0.0.1:6443",
    `    caCertHashes: ["${hash}"]`,
  );
  const source = { name: "join.yaml", text };

  test("the node's name may be given by flag", () => {
    expect(loadJoin({ source, flags: { "node-name": "w1" }, machine }).join.nodeRegistration.name).toBe("w1");
  });

  test("a token by flag may not", () => {
    expect(errorsOf(() => loadJoin({ source, flags: { token }, machine }))[0]?.code).toBe("CONFIG_FLAGS_WITH_FILE");
  });

  test("a discovery file that is not there is refused", () => {
    const file = {
      name: "join.yaml",
      text: document("JoinConfiguration", "discovery: {file: {kubeConfigPath: /d.conf}}"),
    };
    const [error] = errorsOf(() => loadJoin({ source: file, flags: {}, machine, fileExists: () => false }));
    expect(error?.what).toBe('join.yaml:3:36: discovery.file.kubeConfigPath: "/d.conf" is not there');
  });

  test("v1beta3's timeout moves", () => {
    const old = text.replace("v1beta4", "v1beta3").replace("discovery:", "discovery:\n  timeout: 3m");
    expect(loadJoin({ source: { name: "old.yaml", text: old }, flags: {}, machine }).join.timeouts.discovery).toBe(
      180_000,
    );
  });
});
