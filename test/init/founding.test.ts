import { expect, test } from "vitest";
import type { BootstrapToken, InitIntent } from "../../src/config/v1beta4.ts";
import { fixedSettings } from "../../src/init/founded-cluster.ts";
import { openFounding } from "../../src/init/founding.ts";
import { foundingNoteText } from "../../src/init/founding-note.ts";
import { Secret } from "../../src/secret.ts";
import { intentOf } from "../preflight/intents.ts";
import { MemoryHost } from "../support/memory-host.ts";

const drawn = "abcdef.0123456789abcdef";
const noted = "fedcba.fedcba9876543210";
const notePath = "/var/lib/kubewright/founding.json";
const plain = intentOf();
const intent: InitIntent = {
  ...plain,
  init: { ...plain.init, bootstrapTokens: [{ token: drawn } as BootstrapToken] },
};
const source = { intent, tokenIsRandom: true, single: false };

const done = foundingNoteText({ state: "done", fixed: fixedSettings(intent) }).reveal();
const unfinished = foundingNoteText({
  state: "unfinished",
  token: new Secret(noted),
  certificateKey: new Secret("00".repeat(32)),
  uploadToken: new Secret("uplood.0123456789abcdef"),
}).reveal();

/** A host with a founded cluster: its note, its kubelet and what all its certificates trust. */
function founded(note: string): MemoryHost {
  const authorities = ["ca", "front-proxy-ca", "etcd/ca"].flatMap((name) => [`${name}.crt`, `${name}.key`]);
  const host = new MemoryHost().put(notePath, note).put("/etc/kubernetes/kubelet.conf", "");
  for (const name of [...authorities, "sa.key", "sa.pub"]) host.put(`/etc/kubernetes/pki/${name}`, "");
  return host;
}

test("a founded cluster gets no second token", async () => {
  const host = founded(done);
  expect(await openFounding(host, source)).toMatchObject({ isOpen: false, tokens: [] });
});

test("the note of a cluster that kubeadm's reset took away does not count", async () => {
  const founding = await openFounding(new MemoryHost().put(notePath, done), source);
  expect(founding.isOpen).toBe(true);
  expect(founding.tokens.map(({ token }) => token)).toEqual([drawn]);
});

test("a note of an older release, which does not say what the cluster was founded with, is taken for the same", async () => {
  const host = founded('{"version":1,"state":"done"}');
  expect(await openFounding(host, source)).toMatchObject({ isOpen: false });
});

test("an interrupted run keeps the token it has promised", async () => {
  const founding = await openFounding(new MemoryHost().put(notePath, unfinished), source);
  expect(founding.tokens.map(({ token }) => token)).toEqual([noted]);
  expect(founding.uploadToken.reveal()).toBe("uplood.0123456789abcdef");
});

test("a token that the user chose stands before the promised one", async () => {
  const host = new MemoryHost().put(notePath, unfinished);
  const founding = await openFounding(host, { ...source, tokenIsRandom: false });
  expect(founding.tokens.map(({ token }) => token)).toEqual([drawn]);
});
