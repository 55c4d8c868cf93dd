import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { certificateKey } from "../../src/certs/certificate-key.ts";
import { checkExpiration } from "../../src/certs/check-expiration.ts";
import { renderExpiration } from "../../src/certs/expiration-report.ts";
import { objectPrinter } from "../../src/output/object-printer.ts";
import { Issuing } from "../../src/phases/issuing.ts";
import { kubeconfigPhases } from "../../src/phases/kubeconfigs.ts";
import { certificatePhases, FileMachine, node, quickCluster } from "../phases/certificates-machine.ts";

const start = new Date("2026-11-21T14:27:00Z");
const places = { certificatesDir: "/etc/kubernetes/pki", kubernetesDir: "/etc/kubernetes" };
const kubeadm = (name: string): string =>
  readFileSync(new URL(`../fixtures/certs/kubeadm-1.36.3/${name}`, import.meta.url), "utf8");

async function controlPlane(): Promise<FileMachine> {
  const machine = new FileMachine();
  const issuing = new Issuing({ cluster: quickCluster(), node, now: start });
  await machine.apply([...certificatePhases(issuing), ...kubeconfigPhases(issuing)]);
  return machine;
}

/** A machine of which kubeadm was asked too: certificates, and no kubeconfigs. */
async function withoutKubeconfigs(): Promise<FileMachine> {
  const machine = await controlPlane();
  for (const path of machine.files.keys()) if (path.endsWith(".conf")) machine.files.delete(path);
  return machine;
}

const oneSecondLater = { ...places, now: new Date(start.getTime() + 500) };

test.each(["text", "json", "yaml"] as const)("as %s it is kubeadm's, byte for byte", async (kind) => {
  const machine = await withoutKubeconfigs();
  const info = await checkExpiration(machine.context.host, oneSecondLater);
  expect(renderExpiration(info, await objectPrinter({ kind }, { allowMissing: true }))).toBe(
    kubeadm(`check-expiration.${kind}`),
  );
});

test("where nothing is, everything is missing, as with kubeadm", async () => {
  const info = await checkExpiration(new FileMachine().context.host, { ...places, now: start });
  expect(renderExpiration(info, null)).toBe(kubeadm("check-expiration-empty.text"));
});

test("kubeconfigs, what has expired, and an authority whose key is elsewhere", async () => {
  const machine = await controlPlane();
  machine.files.delete("/etc/kubernetes/pki/ca.key");
  const info = await checkExpiration(machine.context.host, { ...places, now: new Date("2027-11-22T00:00:00Z") });
  const lines = renderExpiration(info, null).split("\n");
  expect(lines).toContain(
    "admin.conf                 Nov 21, 2027 14:27 UTC   <invalid>       ca                      yes     ",
  );
  expect(lines).toContain("ca                      Nov 18, 2036 14:27 UTC   8y              yes     ");
});

test("what is not valid yet has no time left, but a time from which on it counts", async () => {
  const machine = await controlPlane();
  const info = await checkExpiration(machine.context.host, { ...places, now: new Date("2026-11-01T00:00:00Z") });
  expect(renderExpiration(info, null).match(/<not valid yet>/g)).toHaveLength(14);
  const record = JSON.parse(renderExpiration(info, await objectPrinter({ kind: "json" }, { allowMissing: true })));
  expect(record.certificates[0]).toMatchObject({ name: "admin.conf", notValidBefore: "2026-11-21T14:22:00Z" });
});

test("a broken file is named", async () => {
  const machine = await controlPlane();
  machine.put("/etc/kubernetes/pki/etcd/peer.crt", "torn");
  await expect(checkExpiration(machine.context.host, { ...places, now: start })).rejects.toMatchObject({
    code: "CERTIFICATE_UNREADABLE",
    what: expect.stringContaining("/etc/kubernetes/pki/etcd/peer.crt"),
  });
});

test("a certificate key is 64 hex digits, another each time", () => {
  expect(certificateKey()).toMatch(/^[0-9a-f]{64}$/);
  expect(certificateKey()).not.toBe(certificateKey());
});
