import { describe, expect, test } from "vitest";
import type { InitFlags } from "../../src/config/init-flags.ts";
import { keyAlgorithm } from "../../src/config/key-algorithm.ts";
import type { MachineAnswers } from "../../src/config/load.ts";
import { type LoadedInit, loadInit } from "../../src/config/load-init.ts";
import { unsupportedInit } from "../../src/config/unsupported.ts";
import { document, entropy, errorsOf, machine } from "./support/request.ts";

function fromFlags(flags: InitFlags, answers: MachineAnswers = machine): LoadedInit {
  return loadInit({ flags, machine: answers, entropy });
}

function fromFile(text: string, flags: InitFlags = {}, answers: MachineAnswers = machine): LoadedInit {
  return loadInit({ source: { name: "kubeadm.yaml", text }, flags, machine: answers, entropy });
}

describe("without anything", () => {
  const { intent, warnings, userSupplied } = fromFlags({});

  test("there are kubeadm's defaults and the machine's answers", () => {
    expect(intent.init).toMatchObject({
      bootstrapTokens: [{ token: "aaaaaa.aaaaaaaaaaaaaaaa", ttl: 86_400_000, usages: ["signing", "authentication"] }],
      nodeRegistration: { name: "vm", criSocket: "unix:///var/run/containerd/containerd.sock", taints: undefined },
      localAPIEndpoint: { advertiseAddress: "192.0.2.2", bindPort: 6443, advertiseAddressGiven: false },
    });
    expect(intent.cluster).toMatchObject({ kubernetesVersion: "v1.36.3", encryptionAlgorithm: "RSA-2048" });
  });

  test("nothing is warned of, and nothing counts as written by the user", () => {
    expect(warnings).toEqual([]);
    expect(userSupplied).toEqual({ kubelet: false, kubeProxy: false });
  });
});

describe("flags", () => {
  test("each goes where its field is", () => {
    const { init, cluster } = fromFlags({
      "apiserver-advertise-address": "10.0.0.1",
      "apiserver-bind-port": 7443,
      "apiserver-cert-extra-sans": ["A.example"],
      "cert-dir": "/pki",
      "certificate-key": "a".repeat(64),
      "control-plane-endpoint": "api.example",
      "cri-socket": "/run/x.sock",
      "dry-run": true,
      "feature-gates": "NodeLocalCRISocket=false, PublicKeysECDSA=1",
      "ignore-preflight-errors": ["Swap"],
      "image-repository": "r.example",
      "kubernetes-version": "1.36.1",
      "node-name": "CP1",
      patches: "/patches",
      "pod-network-cidr": "10.244.0.0/16",
      "service-cidr": "10.1.0.0/16",
      "service-dns-domain": "x.local",
      "skip-phases": ["addon"],
      token: "abcdef.0123456789abcdef",
      "token-ttl": "0",
    }).intent;
    expect(init).toMatchObject({
      bootstrapTokens: [{ token: "abcdef.0123456789abcdef", ttl: 0 }],
      certificateKey: "a".repeat(64),
      dryRun: true,
      localAPIEndpoint: { advertiseAddress: "10.0.0.1", bindPort: 7443, advertiseAddressGiven: true },
      nodeRegistration: { name: "cp1", criSocket: "unix:///run/x.sock", ignorePreflightErrors: ["Swap"] },
      patches: { directory: "/patches" },
      skipPhases: ["addon"],
    });
    expect(cluster).toMatchObject({
      apiServer: { certSANs: ["a.example"] },
      certificatesDir: "/pki",
      controlPlaneEndpoint: "api.example:7443",
      featureGates: { NodeLocalCRISocket: false, PublicKeysECDSA: true },
      imageRepository: "r.example",
      kubernetesVersion: "v1.36.1",
      networking: { podSubnet: "10.244.0.0/16", serviceSubnet: "10.1.0.0/16", dnsDomain: "x.local" },
    });
  });

  test("a wrong value is an error that names its flag, all at once", () => {
    const errors = errorsOf(() =>
      fromFlags({ "pod-network-cidr": "10.0.0.0/33", "apiserver-bind-port": 0.5, "cert-dir": "pki", token: "hush" }),
    );
    expect(errors.map((error) => error.what.split(":")[0]).sort()).toEqual([
      "--apiserver-bind-port",
      "--cert-dir",
      "--pod-network-cidr",
      "--token",
    ]);
    expect(errors.map((error) => error.what).join()).not.toContain("hush");
    expect(errors.every((error) => error.exitCode === 2)).toBe(true);
  });

  test.each(["PublicKeysECDSA=constructor", "PublicKeysECDSA=true=false", "PublicKeysECDSA"])(
    "%s is no feature gate and its value",
    (text) => {
      const errors = errorsOf(() => fromFlags({ "feature-gates": text }));
      expect(errors.map((error) => error.what)).toEqual([
        `--feature-gates: "${text}" is not a feature gate and its value`,
      ]);
    },
  );

  test("a feature gate without a value, and one that is not known", () => {
    const errors = errorsOf(() => fromFlags({ "feature-gates": "NodeLocalCRISocket,PublicKeyECDSA=true" }));
    expect(errors.map((error) => error.what)).toEqual([
      '--feature-gates: "NodeLocalCRISocket" is not a feature gate and its value',
      "--feature-gates: kubeadm has no feature gate PublicKeyECDSA; did you mean PublicKeysECDSA?",
    ]);
  });
});

test("a timeout that no timer can take is 24 days", () => {
  const text = document("InitConfiguration", "timeouts: {kubeletHealthCheck: 8760h, etcdAPICall: 3m}");
  const { timeouts } = fromFile(text).intent.init;
  expect(timeouts.kubeletHealthCheck).toBe(24 * 24 * 3_600_000);
  expect(timeouts.kubeletHealthCheck).toBeLessThan(2 ** 31);
  expect(timeouts.etcdAPICall).toBe(180_000);
});

describe("flags beside a file", () => {
  const text = document(
    "InitConfiguration",
    "skipPhases: [addon]",
    "dryRun: true",
    "nodeRegistration: {name: a, ignorePreflightErrors: [Swap]}",
  );

  test("those that kubeadm allows are taken", () => {
    const { init } = fromFile(text, {
      config: "kubeadm.yaml",
      "node-name": "b",
      "ignore-preflight-errors": ["NumCPU", "Swap"],
      "skip-phases": ["preflight"],
      "dry-run": false,
      "upload-certs": true,
      "skip-token-print": true,
      strict: true,
    }).intent;
    expect(init).toMatchObject({
      dryRun: false,
      skipPhases: ["preflight"],
      nodeRegistration: { name: "b", ignorePreflightErrors: ["Swap", "NumCPU"] },
    });
  });

  test("the file's skipPhases hold when the flag says none", () => {
    expect(fromFile(text, { "skip-phases": [] }).intent.init.skipPhases).toEqual(["addon"]);
  });

  test.each([
    "cri-socket",
    "patches",
    "token",
    "certificate-key",
    "cert-dir",
    "kubernetes-version",
    "pod-network-cidr",
  ])("--%s is refused by name", (name) => {
    const [error, ...others] = errorsOf(() => fromFile(text, { [name]: "x", config: "kubeadm.yaml" }));
    expect(others).toEqual([]);
    expect(error?.code).toBe("CONFIG_FLAGS_WITH_FILE");
    expect(error?.what).toBe(`--${name} cannot be used together with --config`);
  });

  test("all with others is refused, also when one of them stands in the file", () => {
    const [error] = errorsOf(() => fromFile(text, { "ignore-preflight-errors": ["ALL"] }));
    expect(error?.what).toContain("all stands for every check");
  });
});

describe("the machine's answers", () => {
  test("several runtimes want a choice; a written socket is one", () => {
    const answers = { ...machine, criSockets: ["unix:///a.sock", "unix:///b.sock"] };
    expect(errorsOf(() => fromFlags({}, answers))[0]?.code).toBe("CONFIG_SEVERAL_RUNTIMES");
    expect(fromFlags({ "cri-socket": "unix:///b.sock" }, answers).intent.init.nodeRegistration.criSocket).toBe(
      "unix:///b.sock",
    );
    expect(fromFlags({}, { ...machine, criSockets: ["unix:///a.sock"] }).intent.init.nodeRegistration.criSocket).toBe(
      "unix:///a.sock",
    );
  });

  test("without a default route an address is needed", () => {
    const answers = { ...machine, defaultRouteAddress: null };
    expect(errorsOf(() => fromFlags({}, answers))[0]?.what).toContain("no default route to a gateway");
    expect(fromFlags({ "apiserver-advertise-address": "10.0.0.1" }, answers).warnings).toEqual([]);
  });

  test("a loopback address stands for a global one on the loopback interface", () => {
    const answers = { ...machine, loopbackGlobalAddress: "203.0.113.7" };
    expect(fromFlags({ "apiserver-advertise-address": "127.0.0.1" }, answers).intent.init.localAPIEndpoint).toEqual({
      advertiseAddress: "203.0.113.7",
      bindPort: 6443,
      advertiseAddressGiven: false,
    });
    expect(errorsOf(() => fromFlags({ "apiserver-advertise-address": "127.0.0.1" }))[0]?.what).toContain("loopback");
  });

  test.each(["224.0.0.1", "169.254.1.1", "ff02::1", "255.255.255.255"])(
    "%s is no address for an API server",
    (address) => {
      expect(errorsOf(() => fromFlags({ "apiserver-advertise-address": address }))[0]?.code).toBe(
        "CONFIG_INVALID_VALUE",
      );
    },
  );
});

describe("a file with mistakes", () => {
  const text = [
    document(
      "ClusterConfiguration",
      "networkin: {}",
      "networking:",
      "  podSubnet: 10.0.0.0/33",
      "kubernetesVersion: 1.30",
      "apiServer:",
      "  extraArgs:",
      "  - name: v",
      "    value: 4",
      "    vlaue: 5",
    ),
    document("InitConfiguration", "localAPIEndpoint: {bindPort: 70000}", "localAPIEndpoint: {bindPort: 70001}"),
  ].join("---\n");

  test("shows every problem with its place, in the file's order", () => {
    expect(errorsOf(() => fromFile(text)).map((error) => error.what)).toEqual([
      'kubeadm.yaml:5:14: networking.podSubnet: "10.0.0.0/33" is not a network',
      "kubeadm.yaml:6:20: kubernetesVersion: expected text, found the number 1.3",
      "kubeadm.yaml:10:12: apiServer.extraArgs[0].value: expected text, found the number 4",
      "kubeadm.yaml:16:30: localAPIEndpoint.bindPort: 70001 is not a port",
    ]);
  });

  test("strict adds unknown and duplicate keys, with what was probably meant", () => {
    const errors = errorsOf(() => fromFile(text, { strict: true }));
    expect(errors.map((error) => error.what)).toEqual(
      expect.arrayContaining([
        "kubeadm.yaml:3:1: networkin: there is no such key; did you mean networking?",
        "kubeadm.yaml:11:5: apiServer.extraArgs[0].vlaue: there is no such key; did you mean value?",
        "kubeadm.yaml:16:1: localAPIEndpoint: this key stands in line 15 already; the last one counts",
      ]),
    );
  });

  test("without strict they are warnings, and the last of two keys counts", () => {
    const good = document(
      "InitConfiguration",
      "dryrun: true",
      "localAPIEndpoint: {bindPort: 1}",
      "localAPIEndpoint: {bindPort: 2}",
    );
    const { intent, warnings } = fromFile(good);
    expect(intent.init.localAPIEndpoint.bindPort).toBe(2);
    expect(warnings).toEqual([
      "kubeadm.yaml:5:1: localAPIEndpoint: this key stands in line 4 already; the last one counts",
      "kubeadm.yaml:3:1: dryrun: there is no such key; did you mean dryRun?",
    ]);
  });

  test("neither tokens nor keys are repeated", () => {
    const secrets = document(
      "InitConfiguration",
      "certificateKey: hush1",
      "bootstrapTokens: [{token: hush2}, {token: 314159}]",
    );
    const shown = JSON.stringify(errorsOf(() => fromFile(secrets)).map((error) => [error.what, error.next]));
    expect(shown).toContain("certificateKey");
    expect(shown).toContain("bootstrapTokens[0].token");
    expect(shown).not.toMatch(/hush|314159/);
  });

  test("a file of other kinds is told what is missing", () => {
    expect(errorsOf(() => fromFile(document("ResetConfiguration")))[0]?.what).toBe(
      "kubeadm.yaml: there is no InitConfiguration and no ClusterConfiguration",
    );
  });
});

describe("documents that init has no use for", () => {
  test("are ignored with a warning, ours without", () => {
    const others = `apiVersion: example.com/v1\nkind: Thing\n---\napiVersion: kubewright.dev/v1alpha1\nkind: Cluster\n`;
    const { warnings } = fromFile(`${document("InitConfiguration")}---\n${others}`);
    expect(warnings).toEqual(["kubeadm.yaml:4:1: Thing (example.com/v1) is ignored here"]);
  });
});

describe("what is accepted and said", () => {
  const warningsOf = (...lines: readonly string[]) => fromFile(document("ClusterConfiguration", ...lines)).warnings;

  test("a deprecated API version", () => {
    expect(fromFile("apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n").warnings[0]).toContain(
      "is deprecated",
    );
  });

  test("a version label is not asked for over the network", () => {
    expect(warningsOf("kubernetesVersion: latest-1.36")[0]).toContain("v1.36.3 is taken");
  });

  test("another port than this node's", () => {
    expect(warningsOf("controlPlaneEndpoint: api:8443")[0]).toContain("another port");
  });

  test("networks that overlap", () => {
    expect(warningsOf("networking: {podSubnet: 10.96.0.0/16}")[0]).toContain("overlap");
  });

  test("long validity, and a leaf that outlives its authority", () => {
    expect(warningsOf("certificateValidityPeriod: 10000h", "caCertificateValidityPeriod: 9000h")).toHaveLength(2);
  });

  test("component values that differ from kubeadm's are kept", () => {
    const kubelet =
      "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS: [10.1.2.3]\nrotateCertificates: false\n";
    const { intent, warnings } = fromFile(`${document("ClusterConfiguration")}---\n${kubelet}`);
    expect(intent.kubelet).toMatchObject({ clusterDNS: ["10.1.2.3"], rotateCertificates: true });
    expect(warnings).toEqual([
      'kubeadm.yaml:6:13: clusterDNS: ["10.1.2.3"] is kept; kubeadm\'s value is ["10.96.0.10"]',
    ]);
  });
});

test("the value of an environment variable, which may be a password, is not repeated", () => {
  const text = document("ClusterConfiguration", "apiServer: {extraEnvs: [{name: PASSWORD, value: 12345}]}");
  const [error] = errorsOf(() => fromFile(text));
  expect(error?.what).toBe("kubeadm.yaml:3:49: apiServer.extraEnvs[0].value: expected text, found something else");
});

test("a kubelet that is to have no cluster DNS gets none, as with kubeadm", () => {
  const kubelet = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS: []\n";
  const { intent, warnings } = fromFile(`${document("ClusterConfiguration")}---\n${kubelet}`);
  expect(intent.kubelet).not.toHaveProperty("clusterDNS");
  expect(intent.kubelet).toMatchObject({ clusterDomain: "cluster.local", syncFrequency: "0s" });
  expect(warnings).toEqual(['kubeadm.yaml:6:13: clusterDNS: [] is kept; kubeadm\'s value is ["10.96.0.10"]']);
});

describe("the algorithm of keys", () => {
  test.each([
    ["{PublicKeysECDSA: true}", "ECDSA-P256"],
    ["{PublicKeysECDSA: false}", "RSA-2048"],
    ["{}", "ECDSA-P384"],
  ])("with featureGates %s is %s", (gates, algorithm) => {
    const text = document("ClusterConfiguration", "encryptionAlgorithm: ECDSA-P384", `featureGates: ${gates}`);
    expect(keyAlgorithm(fromFile(text).intent.cluster)).toBe(algorithm);
  });
});

describe("what this release refuses in a plain word", () => {
  test("external etcd, patches and a control plane without root", () => {
    const { intent } = fromFile(
      `${document("ClusterConfiguration", "etcd: {external: {endpoints: ['http://a:2379']}}", "featureGates: {RootlessControlPlane: true}")}---\n${document("InitConfiguration", "patches: {directory: /p}")}`,
    );
    expect(unsupportedInit(intent).map((error) => error.what.split(":")[0])).toEqual([
      "etcd.external",
      "featureGates.RootlessControlPlane",
      "patches.directory",
    ]);
    expect(unsupportedInit(fromFlags({}).intent)).toEqual([]);
  });

  test("builds of the pipeline", () => {
    expect(errorsOf(() => fromFlags({ "kubernetes-version": "ci/latest" }))[0]?.code).toBe("CONFIG_UNSUPPORTED");
  });
});
