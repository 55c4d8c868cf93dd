import { describe, expect, test } from "vitest";
import { type MadeCluster, madeCluster } from "../support/memory-machine/made-cluster.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { initConfig } from "../support/memory-machine/sample-cluster.ts";
import { subjectsOf } from "../support/memory-machine/told.ts";

const tokenAt = 3;

/** The same words with another value after a flag. */
function withValue(words: readonly string[], flag: string, change: (value: string) => string): readonly string[] {
  const at = words.indexOf(flag) + 1;
  return words.map((word, index) => (index === at ? change(word) : word));
}

/** The first store's Secret of the token in the words. */
function tokenSecret({ cp1, joinWords }: MadeCluster) {
  const [store] = [...cp1.network.stores.values()];
  const id = joinWords[tokenAt]?.split(".")[0] ?? "";
  const ref = { apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: `bootstrap-token-${id}` };
  return { store, ref, object: store?.objects.get(ref) ?? null };
}

describe("join", () => {
  const kind = "kind: ClusterConfiguration";
  const elsewhere = initConfig.replace(kind, `${kind}\ncertificatesDir: /srv/k8s/pki`);

  test("puts the cluster's CA where the kubelets' configuration looks for it, and reset takes it away", async () => {
    const { cp1, w1, joinWords } = await madeCluster(elsewhere);
    const ran = await kubewright(w1, joinWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    const authority = cp1.host.text("/srv/k8s/pki/ca.crt");
    expect(authority).toContain("BEGIN CERTIFICATE");
    for (const path of ["/etc/kubernetes/pki/ca.crt", "/srv/k8s/pki/ca.crt"])
      expect(w1.host.text(path)).toBe(authority);
    await kubewright(w1, ["reset", "--force"]);
    expect(w1.host.text("/srv/k8s/pki/ca.crt")).toBeNull();
  });

  test("shown beforehand changes nothing, and shows what the run then does", async () => {
    const { w1, cp2, joinWords, joinControlPlaneWords } = await madeCluster();
    for (const [machine, words] of [
      [w1, joinWords],
      [cp2, joinControlPlaneWords],
    ] as const) {
      const before = machine.host.tree();
      const plan = await kubewright(machine, [...words, "--dry-run", "-o", "json"]);
      expect([plan.code, plan.effects]).toEqual([0, []]);
      expect(machine.host.tree()).toEqual(before);
      const run = await kubewright(machine, [...words, "-o", "json"]);
      expect(run.code).toBe(0);
      const files = (subjects: readonly string[]) => subjects.filter((text) => text.includes('"kind":"file"'));
      const missing = files(subjectsOf(run)).filter((text) => !subjectsOf(plan).includes(text));
      expect(missing.filter((text) => !text.includes('"action":"remove"'))).toEqual([]);
    }
  });

  test("with a wrong token is refused, and the token is not told", async () => {
    const { w1, joinWords } = await madeCluster();
    const wrong = "0123456789abcdef";
    const words = withValue(joinWords, "--token", (token) => `${token.split(".")[0]}.${wrong}`);
    const ran = await kubewright(w1, words);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain("DISCOVERY_WRONG_TOKEN");
    expect(ran.out + ran.err).not.toContain(wrong);
    expect(ran.effects).toEqual([]);
  });

  test("with a token that the cluster does not know is refused at its deadline", async () => {
    const { w1, joinWords } = await madeCluster();
    const config = (token: string, pin: string) =>
      `apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\ntimeouts: {discovery: 400ms}\ndiscovery: {bootstrapToken: {apiServerEndpoint: "cp1:6443", token: ${token}, caCertHashes: ["${pin}"]}}\n`;
    const ran = await kubewright(w1, ["join", "--config", "-"], {
      input: config("ffffff.0123456789abcdef", joinWords.at(-1) ?? ""),
    });
    expect(ran.code).not.toBe(0);
    expect(ran.err).toMatch(/DISCOVERY_(NO_SIGNATURE|WRONG_TOKEN)/);
    expect(ran.effects).toEqual([]);
  });

  test("with an expired token is refused", async () => {
    const cluster = await madeCluster();
    const { store, object } = tokenSecret(cluster);
    const data = (object?.["data"] ?? {}) as Readonly<Record<string, string>>;
    const expiration = Buffer.from("2026-01-01T00:00:00Z").toString("base64");
    store?.objects.put({
      apiVersion: "v1",
      kind: "Secret",
      metadata: object?.metadata ?? { name: "" },
      data: { ...data, expiration },
    });
    const ran = await kubewright(cluster.w1, cluster.joinWords);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain("DISCOVERY_TOKEN_EXPIRED");
    expect(ran.effects).toEqual([]);
  });

  test("with another cluster's pin is refused", async () => {
    const { w1, joinWords } = await madeCluster();
    const words = withValue(joinWords, "--discovery-token-ca-cert-hash", () => `sha256:${"0".repeat(64)}`);
    const ran = await kubewright(w1, words);
    expect([ran.code === 0, ran.effects]).toEqual([false, []]);
    expect(ran.err).toContain("DISCOVERY_WRONG_PIN");
  });

  test("under the name of a Ready node is refused before anything is written", async () => {
    const { w1, cp1, joinWords } = await madeCluster();
    const [store] = [...cp1.network.stores.values()];
    const status = { conditions: [{ type: "Ready", status: "True" }] };
    store?.objects.put({ apiVersion: "v1", kind: "Node", metadata: { name: "w1" }, status });
    const ran = await kubewright(w1, joinWords);
    expect(ran.code).toBe(5);
    expect(ran.err).toContain("NODE_NAME_TAKEN");
    expect(ran.effects).toEqual([]);
    const other = await kubewright(w1, [...joinWords, "--node-name", "w2"]);
    expect([other.code, other.err]).toEqual([0, ""]);
  });

  test("takes the token from a file or standard input, in place of --token", async () => {
    const { w1, joinWords } = await madeCluster();
    const [, endpoint = "", flag = "", token = "", ...pin] = joinWords;
    expect(flag).toBe("--token");
    const both = await kubewright(w1, [...joinWords, "--token-file", "-"], { input: token });
    expect([both.code, both.effects]).toEqual([2, []]);
    expect(both.err).toContain("FLAGS_EXCLUDE");
    const ran = await kubewright(w1, ["join", endpoint, "--token-file", "-", ...pin], { input: `${token}\n` });
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });

  test("keeps the token off the machine once the kubelet has its certificate", async () => {
    const { w1, joinWords } = await madeCluster();
    await kubewright(w1, joinWords);
    const secret = joinWords[tokenAt]?.split(".")[1] ?? "none";
    const holding = [...w1.host.tree()].filter(
      ([, state]) => state.type === "file" && String(state.content).includes(secret),
    );
    expect(holding.map(([path]) => path)).toEqual([]);
  });
});

describe("join of a control plane", () => {
  test("without the certificate key names what is missing and changes nothing", async () => {
    const { cp2, joinWords } = await madeCluster();
    const ran = await kubewright(cp2, [...joinWords, "--control-plane"]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("CERTIFICATE_KEY_MISSING");
    expect(ran.effects.filter((effect) => !effect.startsWith("container runtime"))).toEqual([]);
  });

  test("with a wrong certificate key is refused, and neither key is told", async () => {
    const { cp2, joinControlPlaneWords } = await madeCluster();
    const wrong = "ab".repeat(32);
    const ran = await kubewright(
      cp2,
      withValue(joinControlPlaneWords, "--certificate-key", () => wrong),
    );
    expect([ran.code === 0, ran.code === 1]).toEqual([false, false]);
    expect(ran.out + ran.err).not.toContain(wrong);
    expect(ran.effects.filter((effect) => !effect.startsWith("container runtime"))).toEqual([]);
    const right = await kubewright(cp2, joinControlPlaneWords);
    expect([right.code, right.err]).toEqual([0, ""]);
  });

  test("has the cluster's authorities and makes none", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    for (const name of [
      "ca.crt",
      "ca.key",
      "etcd/ca.crt",
      "etcd/ca.key",
      "front-proxy-ca.crt",
      "front-proxy-ca.key",
      "sa.key",
      "sa.pub",
    ]) {
      const path = `/etc/kubernetes/pki/${name}`;
      expect(cp2.host.text(path), name).toBe(cp1.host.text(path));
    }
  });

  test("starts the kubelet anew when it would register late, and only then", async () => {
    const { cp2, cp3, joinControlPlaneWords } = await madeCluster();
    cp2.kubeletPauses = true;
    for (const [machine, starts] of [
      [cp2, 2],
      [cp3, 1],
    ] as const) {
      const ran = await kubewright(machine, joinControlPlaneWords);
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect(machine.unit("kubelet.service")?.starts).toBe(starts);
    }
  });

  test("two at once take turns, and both vote", async () => {
    const { cp1, cp2, cp3, joinControlPlaneWords } = await madeCluster();
    const both = await Promise.all([kubewright(cp2, joinControlPlaneWords), kubewright(cp3, joinControlPlaneWords)]);
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const [store] = [...cp1.network.stores.values()];
    const members = store?.etcd.members.map(({ name, isLearner }) => `${name} ${isLearner}`).sort();
    expect(members).toEqual(["cp1 false", "cp2 false", "cp3 false"]);
  });
});
