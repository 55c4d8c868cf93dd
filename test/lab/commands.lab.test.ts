import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { apiServerReady } from "../../lab/cluster/waits.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { type HelpedCommand, parseKubeadmHelp } from "./support/kubeadm-help.ts";
import { freshHosts, kubeadmInit, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";
import { contentOf, treeOf } from "./support/tree.ts";

const lab = labFor("commands");
/** What `test/cli/command-table.test.ts` holds our command line against. */
const flagsFile = new URL("../fixtures/cli/kubeadm-1.36.3-flags.json", import.meta.url);
const init = "init --config /root/kubeadm.yaml";
/** Where `init` writes. */
const places = ["/etc", "/var/lib/kubelet", "/var/lib/etcd", "/var/lib/kubewright", "/usr/lib/systemd"];
const token = /^[a-z0-9]{6}\.[a-z0-9]{16}\n$/;
let ours: LabHost;
let theirs: LabHost;
let fresh: LabHost;

beforeAll(async () => {
  [ours, theirs, fresh] = (await freshHosts(lab, ["cp1", "cp2", "cp3"])) as [LabHost, LabHost, LabHost];
  const [made] = await Promise.all([kubewright(ours, init), kubeadmInit(theirs)]);
  expect(made.code, outputOf(made)).toBe(0);
  await Promise.all([apiServerReady(ours), apiServerReady(theirs)]);
});
afterAll(() => lab.down());

/** A command of ours that has to end well; its stdout. */
async function said(host: LabHost, args: string, stdin?: string): Promise<string> {
  const result = await kubewright(host, args, stdin === undefined ? {} : { stdin });
  expect(result.code, outputOf(result)).toBe(0);
  return result.stdout;
}

describe("the files of a control plane", () => {
  it("have the paths, modes and owners of real kubeadm's", async () => {
    const here = ["/etc/kubernetes", "/var/lib/kubelet"];
    const [own, kubeadms] = await Promise.all([treeOf(ours, here), treeOf(theirs, here)]);
    const withoutDeviation = (line: string) => line.replace("d 700 0:0 /var/lib/kubelet", "d 755 0:0 /var/lib/kubelet");
    expect(own.map(withoutDeviation).sort()).toEqual(kubeadms);
  });
});

describe.each(["kubewright", "kubeadm"])("on a cluster that %s made", (maker) => {
  const host = () => (maker === "kubewright" ? ours : theirs);

  it("a token is made, listed by kubeadm too, and deleted", async () => {
    const made = await said(host(), "token create --ttl 1h --description from-the-test");
    expect(made).toMatch(token);
    const name = made.trim();
    expect(await host().must("kubeadm token list")).toMatch(new RegExp(`^${name} .*from-the-test`, "m"));
    expect(await said(host(), "token list")).toMatch(new RegExp(`^${name} .*from-the-test`, "m"));
    await said(host(), `token delete ${name}`);
    expect(await host().must("kubeadm token list")).not.toContain(name);
  });

  it("a token of kubeadm's is listed as kubeadm lists it, and deleted", async () => {
    const name = (await host().must("kubeadm token create --ttl 3h")).trim();
    const row = (text: string) =>
      text
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.replace(/\s+\S+h\s+/, " ");
    expect(row(await said(host(), "token list"))).toBe(row(await host().must("kubeadm token list")));
    await said(host(), `token delete ${name}`);
    expect(await host().must("kubeadm token list")).not.toContain(name);
  });

  it.each(["json", "yaml", "go-template={{.token}} {{.usages}}"])(
    "all tokens are listed as kubeadm lists them, byte for byte: -o %s",
    async (form) => {
      const args = ["token", "list", "-o", form];
      const [own, kubeadms] = [await host().must(["kubewright", ...args]), await host().must(["kubeadm", ...args])];
      expect(own).not.toBe("");
      expect(own).toBe(kubeadms);
    },
  );

  it("a join command is the one that kubeadm prints, but for the program and the token", async () => {
    const pattern = /^(?:kubeadm|kubewright) (join \S+ --token) \S+ (--discovery-token-ca-cert-hash \S+) *\n$/;
    const parts = (text: string) => pattern.exec(text)?.slice(1);
    const own = parts(await said(host(), "token create --print-join-command"));
    expect(own).toHaveLength(2);
    expect(own).toEqual(parts(await host().must("kubeadm token create --print-join-command")));
  });

  it("certificates expire when kubeadm says so", async () => {
    const kubeadms = await host().must("kubeadm certs check-expiration 2>/dev/null");
    const rows = (text: string) => text.split("\n").filter((line) => !line.startsWith("[") && line !== "");
    expect(rows(await said(host(), "certs check-expiration"))).toEqual(rows(kubeadms));
  });

  it("a user's kubeconfig works with kubectl, and gives no more than its group may", async () => {
    const admin = await said(
      host(),
      "kubeconfig user --client-name jane --org kubeadm:cluster-admins --config kubeadm.yaml",
    );
    await host().write("/root/jane.conf", admin, 0o600);
    expect(
      await host().must("kubectl --kubeconfig jane.conf auth whoami -o jsonpath={.status.userInfo.username}"),
    ).toBe("jane");
    expect(await host().must("kubectl --kubeconfig jane.conf get nodes -o name")).toBe(`node/${host().name}\n`);
    const nobody = await said(host(), "kubeconfig user --client-name joe --config kubeadm.yaml");
    await host().write("/root/joe.conf", nobody, 0o600);
    expect((await host().exec("kubectl --kubeconfig joe.conf get nodes")).stderr).toContain("Forbidden");
  });
});

describe("a cluster of ours whose certificates kubeadm renewed", () => {
  it("is as it should be for a second init", async () => {
    await ours.must("kubeadm certs renew all 2>&1");
    expect(await said(ours, init)).toContain("Nothing to change");
  });
});

describe("images", () => {
  it.each([
    "",
    " --config /root/kubeadm.yaml",
    " --config /root/kubeadm.yaml --image-repository mirror.lab/k8s --feature-gates NodeLocalCRISocket=true",
    " --kubernetes-version v1.36.1",
    " --image-repository mirror.lab/k8s",
    " -o json",
  ])("are listed as kubeadm lists them: config images list%s", async (flags) => {
    const version = flags.includes("--k") || flags.includes("--config") ? "" : " --kubernetes-version v1.36.3";
    const args = `config images list${flags}${version}`;
    expect(await said(fresh, args)).toBe(await fresh.must(`kubeadm ${args} 2>/dev/null`));
  });
});

describe("configuration files", () => {
  it.each([
    "init-defaults",
    "join-defaults",
    "init-defaults --component-configs KubeletConfiguration,KubeProxyConfiguration",
  ])("print %s: kubeadm reads ours, and we read kubeadm's", async (kind) => {
    await fresh.must("kubeadm config validate --config /dev/stdin", {
      stdin: await said(fresh, `config print ${kind}`),
    });
    const kubeadms = await fresh.must(`kubeadm config print ${kind}`);
    const verdict = await kubewright(fresh, "config validate --config -", { stdin: kubeadms });
    expect(verdict.code, outputOf(verdict)).toBe(0);
    expect(verdict.stderr).toBe("");
  });

  it("migrate an old file to what kubeadm makes of it", async () => {
    await fresh.write("/root/old.yaml", oldConfiguration);
    const own = await said(fresh, "config migrate --old-config /root/old.yaml");
    await fresh.must("kubeadm config validate --config /dev/stdin", { stdin: own });
    const kubeadms = await fresh.must("kubeadm config migrate --old-config /root/old.yaml 2>/dev/null");
    const withoutToken = (text: string) => text.replace(/token: \S+/, "token: drawn");
    expect(withoutToken(own)).toBe(withoutToken(kubeadms));
  });

  it("are refused with every fault and its line, and nothing is touched", async () => {
    const before = await contentOf(fresh, ["/etc/kubernetes"]);
    const wrong = (await fresh.read("/root/kubeadm.yaml"))
      .replace("10.244.0.0/16", "10.244.0.0/99")
      .replace("v1.36.3", "1.x");
    await fresh.write("/root/wrong.yaml", wrong);
    const result = await kubewright(fresh, "init --config /root/wrong.yaml");
    expect(result.code, outputOf(result)).toBe(2);
    expect(result.stderr).toMatch(/wrong\.yaml:\d+:\d+[\s\S]*wrong\.yaml:\d+:\d+/);
    expect(await contentOf(fresh, ["/etc/kubernetes"])).toEqual(before);
  });
});

describe("the help of real kubeadm", () => {
  it("names the commands, aliases, flags and defaults by which our command line is compared", async () => {
    const wanted: Readonly<Record<string, HelpedCommand>> = JSON.parse(await readFile(flagsFile, "utf8"));
    const mark = "=== the next command ===";
    const script = Object.keys(wanted).map((words) => `kubeadm ${words} --help && echo '${mark}'`);
    const texts = (await fresh.must(script.join(" &&\n"), { timeoutMs: 300_000 })).split(`${mark}\n`);
    const shown = Object.keys(wanted).map((words, index) => [words, parseKubeadmHelp(texts[index] ?? "")] as const);
    const sorted = Object.entries(wanted).map(([words, one]) => [words, { ...one, flags: [...one.flags].sort() }]);
    expect(shown).toEqual(sorted);
  }, 360_000);
});

describe("a host that nothing was made on", () => {
  it("passes preflight, and stays as it is", async () => {
    const before = await contentOf(fresh, places);
    const begin = performance.now();
    await said(fresh, "init phase preflight --config /root/kubeadm.yaml");
    console.log(`preflight: ${Math.round(performance.now() - begin)} ms`);
    expect(await contentOf(fresh, places)).toEqual(before);
  });

  it("is not written to by a dry run, which shows every file and object of the run", async () => {
    const before = await contentOf(fresh, places);
    const shown = await said(fresh, `${init} --dry-run`);
    expect(await contentOf(fresh, places)).toEqual(before);
    const paths = shown
      .split("\n")
      .flatMap((line) => /^ {2}[+~] (\/\S+) {2}/.exec(line)?.[1]?.replace(moment, "MOMENT") ?? []);
    const ledger = JSON.parse(await ours.read("/var/lib/kubewright/ledger.json")) as { readonly files: object };
    const made = Object.keys(ledger.files).map((path) => path.replace(moment, "MOMENT"));
    expect([...new Set(paths)].sort()).toEqual(expect.arrayContaining(made.sort()));
    expect(made.length).toBeGreaterThan(30);
    for (const object of ["kubeadm-config", "kubelet-config", "coredns", "kube-proxy", "cluster-info"]) {
      expect(shown).toMatch(new RegExp(`^ {2}\\+ .*${object}`, "m"));
    }
    expect(shown).not.toContain("PRIVATE KEY");
  });
});

describe("a host with somebody else's files", () => {
  it("is refused untouched", async () => {
    const foreign = [
      "/etc/kubernetes/admin.conf",
      "/etc/kubernetes/manifests/kube-apiserver.yaml",
      "/var/lib/kubelet/config.yaml",
    ];
    for (const path of foreign) await fresh.write(path, "somebody else's\n");
    const before = await contentOf(fresh, places);
    const result = await kubewright(fresh, init);
    expect(result.code, outputOf(result)).toBe(3);
    const words = outputOf(result).replace(/\s+/g, " ");
    for (const path of foreign) expect(words).toContain(path);
    expect(await contentOf(fresh, places)).toEqual(before);
  });

  it("is refused when real kubeadm made a cluster there, which goes on", async () => {
    const before = await contentOf(theirs, ["/etc/kubernetes"]);
    const result = await kubewright(theirs, init);
    expect(result.code, outputOf(result)).toBe(3);
    expect(result.stderr).toContain("kubewright reset");
    expect(await contentOf(theirs, ["/etc/kubernetes"])).toEqual(before);
    await kubectl(theirs, ["get", "--raw=/livez"]);
  });
});

/** The moment in the name of the kubelet's certificate. */
const moment = /\d{4}(-\d\d){5}/;

const oldConfiguration = `
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 10.0.0.1}
nodeRegistration: {name: node1, kubeletExtraArgs: {v: "3"}}
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
apiServer:
  extraArgs: {audit-log-path: /var/log/audit.log, authorization-mode: "Node,RBAC"}
  timeoutForControlPlane: 5m0s
networking: {podSubnet: 10.244.0.0/16}
`;
