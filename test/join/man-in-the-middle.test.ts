import { expect, test } from "vitest";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { jws } from "../../src/manifests/jws.ts";
import { Eavesdropper } from "../support/eavesdropper.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import type { Ran } from "../support/memory-machine/run-kubewright.ts";
import { type TestPair, testAuthority, testCertificate } from "../support/test-certificates.ts";
import {
  authority,
  certificateKey,
  clusterInfo,
  join,
  network,
  newMachine,
  objects,
  pins,
  token,
  tokenSecret,
} from "./joining-scene.ts";

const own = testAuthority("kubernetes");
const [id = ""] = token.split(".");
const kubeconfig = clusterInfo().data["kubeconfig"] ?? "";
const signature = clusterInfo().data[`jws-kubeconfig-${id}`] ?? "";
const place = "https://10.77.0.66:6443";

/** Somebody at an address of their own who shows this cluster-info. */
function somebody(data: Readonly<Record<string, string>>, serving?: TestPair) {
  const machine = newMachine();
  const names = { commonName: "kube-apiserver", dnsNames: [machine.name, "cp1"], ipAddresses: [machine.address] };
  const shown = JSON.stringify({ ...clusterInfo(), data });
  const ear = new Eavesdropper(serving ?? testCertificate(own, names), (path) =>
    path.includes("cluster-info") ? { status: 200, body: shown } : { status: 200, body: "{}" },
  );
  machine.listen(6443, ear.accept, "mallory");
  return { ear, machine, endpoint: `${machine.address}:6443` };
}

/** Effects that a machine outside a cluster never sees. */
const ofKubernetes = /kube(?!wright)|systemctl/;

/** Nobody heard a secret, and the machine is as it was. */
function expectNothingGiven(joiner: MemoryMachine, ran: Ran, ear: Eavesdropper): void {
  const heard = ear.heard.join("\n");
  for (const secret of [tokenSecret, certificateKey]) {
    expect(heard).not.toContain(secret);
    expect(heard).not.toContain(Buffer.from(secret).toString("base64").slice(0, 12));
    expect(ran.out + ran.err).not.toContain(secret);
  }
  expect(heard.toLowerCase()).not.toContain("authorization");
  expect(ran.effects.filter((effect) => ofKubernetes.test(effect))).toEqual([]);
  expect(joiner.unit("kubelet.service")?.running).not.toBe(true);
  expect(objects().get({ apiVersion: "v1", kind: "Node", name: joiner.name })).toBe(null);
}

const forged = clusterInfoKubeconfig({ server: place, caCertificate: own.cert });
const moved = clusterInfoKubeconfig({ server: place, caCertificate: authority.cert });
const both = clusterInfoKubeconfig({ server: place, caCertificate: authority.cert + own.cert });
const signedBy = (text: string, by: string) => ({
  kubeconfig: text,
  [`jws-kubeconfig-${by.slice(0, 6)}`]: jws(by, text),
});
const other = "zzzzzz.0123456789abcdef";

test.each<[string, Record<string, string>, string, string | null]>([
  [
    "a CA of their own and the replayed signature",
    { kubeconfig: forged, [`jws-kubeconfig-${id}`]: signature },
    "DISCOVERY_WRONG_TOKEN",
    "DISCOVERY_WRONG_TOKEN",
  ],
  [
    "another address and the replayed signature",
    { kubeconfig: moved, [`jws-kubeconfig-${id}`]: signature },
    "DISCOVERY_WRONG_TOKEN",
    "DISCOVERY_WRONG_TOKEN",
  ],
  [
    "a cluster-info signed by another token",
    signedBy(forged, other),
    "DISCOVERY_NO_SIGNATURE",
    "DISCOVERY_NO_SIGNATURE",
  ],
  [
    "a cluster-info signed by a token of the same id",
    signedBy(forged, `${id}.${"z".repeat(16)}`),
    "DISCOVERY_WRONG_TOKEN",
    "DISCOVERY_WRONG_TOKEN",
  ],
  [
    "the true cluster-info under another token's id",
    { kubeconfig, "jws-kubeconfig-zzzzzz": signature },
    "DISCOVERY_NO_SIGNATURE",
    "DISCOVERY_NO_SIGNATURE",
  ],
  ["no signature at all", { kubeconfig: forged }, "DISCOVERY_NO_SIGNATURE", "DISCOVERY_NO_SIGNATURE"],
  [
    "the true cluster-info and a certificate of their own",
    { kubeconfig, [`jws-kubeconfig-${id}`]: signature },
    "DISCOVERY_UNTRUSTED",
    null,
  ],
  ["knowledge of the token and a CA of their own", signedBy(forged, token), "DISCOVERY_WRONG_PIN", null],
  ["knowledge of the token and their CA beside the pinned one", signedBy(both, token), "DISCOVERY_UNTRUSTED", null],
])("somebody with %s gets no token and starts no kubelet", async (_, data, pinned, unpinned) => {
  for (const [code, known] of [
    [pinned, pins],
    [unpinned, []],
  ] as const) {
    if (code === null) continue;
    const { ear, endpoint } = somebody(data);
    const joiner = newMachine();
    const ran = await join(joiner, { endpoint, pins: known });
    expect(ran.err + ran.out).toContain(code);
    expect(ran.code).toBeGreaterThan(0);
    expect(ear.heard.length).toBeGreaterThan(0);
    expectNothingGiven(joiner, ran, ear);
  }
});

test("somebody in the middle of a control plane's join gets neither token nor certificate key", async () => {
  const { ear, endpoint } = somebody({ kubeconfig: forged, [`jws-kubeconfig-${id}`]: signature });
  const joiner = newMachine();
  const ran = await join(joiner, { endpoint, certificateKey });
  expect(ran.err + ran.out).toContain("DISCOVERY_WRONG_TOKEN");
  expectNothingGiven(joiner, ran, ear);
});

test.each([
  ["pinned", pins],
  ["not pinned", [] as string[]],
])("somebody who answers only at the address that the true cluster-info names gets no token: %s", async (_, known) => {
  const { ear, machine } = somebody({ kubeconfig: forged });
  network.aliases.set("cp1", machine.name);
  const joiner = newMachine();
  try {
    const ran = await join(joiner, { endpoint: "10.77.0.11:6443", pins: known });
    expect(ran.err + ran.out).toContain("KUBE_TLS");
    expect(ear.heard).toEqual([]);
    expectNothingGiven(joiner, ran, ear);
  } finally {
    network.aliases.delete("cp1");
  }
});

test("who only passes on the true cluster-info to somebody without pins leads them to the true cluster", async () => {
  const { ear, endpoint } = somebody({ kubeconfig, [`jws-kubeconfig-${id}`]: signature });
  const joiner = newMachine();
  const ran = await join(joiner, { endpoint, pins: [] });
  expect(ran.code).toBe(0);
  expect(ran.out + ran.err).toMatch(/CA is NOT verified/);
  expect(ran.effects.some((effect) => ofKubernetes.test(effect))).toBe(true);
  expect(ear.heard).toHaveLength(1);
  expect(ear.heard.join("")).not.toContain(tokenSecret);
  expect(joiner.host.text("/etc/kubernetes/kubelet.conf")).toContain("https://cp1:6443");
});
