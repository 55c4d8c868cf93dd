import { mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { firstAdminKubeconfig } from "../../src/apply/kubeconfig-admin.ts";
import { mergeIntoOwn } from "../../src/apply/own-kubeconfig.ts";
import { KubewrightError } from "../../src/errors.ts";
import { localHost } from "../../src/host/local.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { Secret } from "../../src/secret.ts";
import { parseYaml, printYaml } from "../../src/yaml.ts";
import { MemoryHost } from "../support/memory-host.ts";

const adminConf = "/etc/kubernetes/admin.conf";
const plain = kubeconfig({
  clusterName: "kubernetes",
  server: "https://10.0.0.11:6443",
  caCertificate: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
  user: "kubernetes-admin",
  credentials: { certificate: "certificate", key: new Secret("key") },
}).reveal();

/** A control plane whose admin.conf somebody has changed. */
function controlPlane(name: string, change: (config: Changed) => void = () => undefined): MemoryHost {
  const config = parseYaml(plain, name) as unknown as Changed;
  change(config);
  const host = new MemoryHost(name);
  host.put(adminConf, printYaml(config));
  return host;
}

interface Changed {
  readonly clusters: readonly [{ readonly cluster: Record<string, unknown> }];
  readonly users: readonly [{ user: Record<string, unknown> }];
}

describe("the administrator's kubeconfig of a control plane", () => {
  test("comes byte for byte where it is as kubeadm writes it", async () => {
    expect((await firstAdminKubeconfig([controlPlane("cp1")]))?.reveal()).toBe(plain);
  });

  test("brings no command, no proxy and no name of a file to the machine where kubectl would heed them", async () => {
    const hostile = controlPlane("cp1", ({ clusters, users }) => {
      Object.assign(clusters[0].cluster, { "proxy-url": "http://10.6.6.6", "insecure-skip-tls-verify": true });
      const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "sh", args: ["-c", "id"] };
      Object.assign(users[0].user, { exec, "auth-provider": { name: "x" }, tokenFile: "/etc/kubernetes/token" });
    });
    hostile.put("/etc/kubernetes/token", "from the control plane");
    expect((await firstAdminKubeconfig([hostile]))?.reveal()).toBe(plain);
  });

  test("is refused where it says no other way to prove who one is than a command", async () => {
    const hostile = controlPlane("cp1", ({ users }) => {
      users[0].user = { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sh" } };
    });
    await expect(firstAdminKubeconfig([hostile])).rejects.toMatchObject({
      code: "ADMIN_KUBECONFIG_UNUSABLE",
      node: "cp1",
    });
  });

  test("is the next one's where a machine is lost or has none", async () => {
    const lost = Object.assign(new MemoryHost("cp1"), {
      read: async () => Promise.reject(new KubewrightError("HOST_CONNECTION_LOST", { what: "gone", next: "" })),
    });
    const hosts = [lost, new MemoryHost("cp2"), controlPlane("cp3")];
    expect((await firstAdminKubeconfig(hosts))?.reveal()).toBe(plain);
    expect(await firstAdminKubeconfig([new MemoryHost("cp2")])).toBeNull();
    await expect(firstAdminKubeconfig([lost])).rejects.toMatchObject({ code: "HOST_CONNECTION_LOST" });
  });
});

describe("merged into the user's own", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "own-kubeconfig-"));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const merge = (KUBECONFIG: string) => mergeIntoOwn(localHost(), { KUBECONFIG }, new Secret(plain), "lab");

  test("a link stays a link, and what it leads to keeps what it holds", async () => {
    const [file, link] = [join(directory, "real"), join(directory, "config")];
    await writeFile(file, "apiVersion: v1\nkind: Config\nusers: [{name: me, user: {}}]\n", { mode: 0o644 });
    await symlink("real", link);
    expect(await merge(link)).toEqual({ path: file, context: "lab" });
    expect(await readlink(link)).toBe("real");
    expect(await readFile(file, "utf8")).toContain("name: me");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("a link to nothing leads to where the file is made, and a circle is refused", async () => {
    await symlink("later", join(directory, "config"));
    expect((await merge(join(directory, "config"))).path).toBe(join(directory, "later"));
    await symlink("b", join(directory, "a"));
    await symlink("a", join(directory, "b"));
    await expect(merge(join(directory, "a"))).rejects.toMatchObject({ code: "KUBECONFIG_UNREADABLE", exitCode: 2 });
  });

  test("a relative path begins where the command is typed", async () => {
    const before = process.cwd();
    process.chdir(directory);
    try {
      expect((await merge("./config")).path).toBe(join(process.cwd(), "config"));
    } finally {
      process.chdir(before);
    }
  });
});
