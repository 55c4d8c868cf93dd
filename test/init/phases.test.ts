import { describe, expect, test } from "vitest";
import { initPhases } from "../../src/cli/commands/init-phases.ts";
import { readYamlDocuments } from "../../src/yaml.ts";
import { endState } from "../support/memory-machine/end-state.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const input = initConfig;
/** Phases without parts, in kubeadm's order. */
const leaves = initPhases.filter(({ id }) => !initPhases.some((row) => row.id.startsWith(`${id}/`)));

function wordsOf(id: string, flags: readonly string[]): readonly string[] {
  const upload = id === "upload-certs" ? ["--upload-certs"] : [];
  const config = flags.includes("config") ? ["--config", "-"] : [];
  return ["init", "phase", ...id.split("/"), ...config, ...upload];
}

/** All but a run's own notes: a single phase founds nothing. */
function made(machine: Parameters<typeof endState>[0]) {
  const { files, ...rest } = endState(machine);
  return { ...rest, files: files.filter((text) => !text.startsWith("/var/lib/kubewright/")) };
}

describe("init phase", () => {
  test("after phase leaves what one run leaves", async () => {
    const whole = blankMachines().cp1;
    await kubewright(whole, [...initWords, "--upload-certs"], { input });
    const { cp1 } = blankMachines();
    for (const { id, flags } of leaves) {
      const ran = await kubewright(cp1, wordsOf(id, flags), { input });
      expect([id, ran.code, ran.err]).toEqual([id, 0, ""]);
    }
    expect(made(cp1)).toEqual(made(whole));
  });

  test.each(initPhases.filter(({ hasAll }) => hasAll === true))("$id all does every part", async ({ id, flags }) => {
    const { cp1 } = blankMachines();
    await kubewright(cp1, [...initWords, "--upload-certs"], { input });
    const ran = await kubewright(
      cp1,
      ["init", "phase", id, "all", ...(flags.includes("config") ? ["--config", "-"] : [])],
      { input },
    );
    expect([ran.code, ran.err, ran.effects]).toEqual([0, "", []]);
  });
});

test("init phase bootstrap-token writes a token that is there anew, with the time and the rights that it is given", async () => {
  const { cp1 } = blankMachines();
  const token = "abcdef.0123456789abcdef";
  const withToken = (fields: string) =>
    input.replace("kind: InitConfiguration", `$&\nbootstrapTokens: [{token: ${token}, ${fields}}]`);
  const made = await kubewright(cp1, initWords, { input: withToken("ttl: 1h") });
  expect([made.code, made.err]).toEqual([0, ""]);
  const stored = () => {
    const ref = { apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: "bootstrap-token-abcdef" };
    const data = cp1.apiServer?.objects.get(ref)?.["data"] as Readonly<Record<string, string>>;
    return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]));
  };
  const words = ["init", "phase", "bootstrap-token", "--config", "-"];
  const ran = await kubewright(cp1, words, { input: withToken("ttl: 48h, usages: [authentication]") });
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(Date.parse(stored()["expiration"] ?? "") - Date.now()).toBeGreaterThan(47 * 3_600_000);
  expect(stored()["usage-bootstrap-signing"]).toBeUndefined();
});

test("init phase kubeconfig … --kubeconfig-dir writes there, and nowhere else", async () => {
  const { cp1 } = blankMachines();
  await kubewright(cp1, ["init", "phase", "certs", "ca", "--config", "-"], { input });
  const words = ["init", "phase", "kubeconfig", "admin", "--config", "-", "--kubeconfig-dir", "/root/handed/out/"];
  const ran = await kubewright(cp1, words, { input });
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(cp1.host.text("/root/handed/out/admin.conf")).toContain("kind: Config");
  expect(cp1.host.text("/etc/kubernetes/admin.conf")).toBeNull();
  expect((await kubewright(cp1, words, { input })).effects).toEqual([]);
});

describe("init phase addon … --print-manifest", () => {
  const words = (addon: string) => ["init", "phase", "addon", addon, "--print-manifest", "--config", "-"];
  const kinds = {
    coredns: ["ClusterRole", "ClusterRoleBinding", "ConfigMap", "Deployment", "Service", "ServiceAccount"],
    "kube-proxy": ["ClusterRoleBinding", "ConfigMap", "DaemonSet", "Role", "RoleBinding", "ServiceAccount"],
  } as const;

  test.each(["coredns", "kube-proxy"] as const)("prints the objects of %s without a cluster", async (addon) => {
    const { cp1 } = blankMachines();
    const { code, err, out, effects } = await kubewright(cp1, words(addon), { input });
    expect([code, err, effects]).toEqual([0, "", []]);
    const objects = readYamlDocuments({ name: addon, text: out }).map(({ value }) => value);
    expect(objects.map((object) => Reflect.get(Object(object), "kind")).sort()).toEqual(kinds[addon]);
    expect(out).not.toContain("component-config.hash");
  });

  test("changes nothing in a cluster that has them", async () => {
    const { cp1 } = blankMachines();
    await kubewright(cp1, [...initWords, "--skip-phases", "addon/coredns"], { input });
    const before = endState(cp1).objects;
    expect((await kubewright(cp1, words("coredns"), { input })).code).toBe(0);
    expect(endState(cp1).objects).toEqual(before);
  });

  test("prints nothing for an addon that the configuration leaves out", async () => {
    const without = initConfig.replace(
      "kind: ClusterConfiguration",
      "kind: ClusterConfiguration\ndns: {disabled: true}",
    );
    const { code, out } = await kubewright(blankMachines().cp1, words("coredns"), { input: without });
    expect([code, out]).toEqual([0, ""]);
  });
});

describe("init --skip-phases", () => {
  test("leaves out a phase and its parts", async () => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, [...initWords, "--skip-phases", "addon,mark-control-plane,show-join-command"], {
      input,
    });
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).not.toContain("--token");
    const { objects } = endState(cp1);
    expect(objects.filter((text) => /"kind":"(DaemonSet|Deployment)"/.test(text))).toEqual([]);
    expect(objects.find((text) => text.includes('"kind":"Node"'))).not.toContain(
      "node-role.kubernetes.io/control-plane",
    );
  });

  test("leaves out one part and notes it for upgrades", async () => {
    const { cp1 } = blankMachines();
    await kubewright(cp1, [...initWords, "--skip-phases", "addon/kube-proxy"], { input });
    const { objects } = endState(cp1);
    expect(objects.some((text) => text.includes('"kind":"DaemonSet"'))).toBe(false);
    expect(objects.some((text) => text.includes('"kind":"Deployment"'))).toBe(true);
    expect(objects.find((text) => text.includes('"name":"kubeadm-config","namespace"'))).toMatch(
      /proxy:\\n\s+disabled: true/,
    );
  });
});
