import { expect, test } from "vitest";
import { administratorOn } from "../../src/apply/credentials.ts";
import { KubewrightError } from "../../src/errors.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";

const adminConf = "/etc/kubernetes/admin.conf";
const admin = (server: string): string =>
  kubeconfig({
    clusterName: "kubernetes",
    server,
    caCertificate: "the CA",
    user: "kubernetes-admin",
    credentials: { certificate: "certificate", key: new Secret("key") },
  }).reveal();

const lost = Object.assign(new MemoryHost("cp1"), {
  read: async () => Promise.reject(new KubewrightError("HOST_CONNECTION_LOST", { what: "gone", next: "" })),
});
const torn = new MemoryHost("cp2").put(adminConf, "apiVersion: v1\nkind: Con");
const whole = new MemoryHost("cp3").put(adminConf, admin("https://10.0.0.13:6443"));

test("a control plane that is lost and one whose admin.conf is torn leave it to the third to say who administers", async () => {
  expect(await administratorOn([lost, torn, whole])).toMatchObject({ server: "https://10.0.0.13:6443" });
});

test("super-admin.conf counts before any admin.conf, and no kubeconfig at all is nobody", async () => {
  const first = new MemoryHost("cp4").put("/etc/kubernetes/super-admin.conf", admin("https://10.0.0.14:6443"));
  expect(await administratorOn([whole, first])).toMatchObject({ server: "https://10.0.0.14:6443" });
  expect(await administratorOn([new MemoryHost("cp5")])).toBeNull();
});

test("where there is nothing but trouble, the first trouble is told", async () => {
  await expect(administratorOn([torn, lost])).rejects.toMatchObject({ code: "HOST_CONNECTION_LOST" });
  await expect(administratorOn([torn])).rejects.toMatchObject({ code: "KUBECONFIG_UNREADABLE" });
});
