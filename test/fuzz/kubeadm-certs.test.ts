import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { parseObject } from "../../src/kube/api-answer.ts";
import { revealedJson } from "../../src/kube/secret-data.ts";
import { certificatesSecret, downloadedTree, uploadedFiles } from "../../src/manifests/uploaded-certificates.ts";
import { reveal } from "../../src/secret.ts";
import { cluster } from "../golden/observed-cluster.ts";
import { testAuthority } from "../support/test-certificates.ts";
import { broken, cuts, runs } from "./broken-text.ts";
import { orderly } from "./orderly.ts";

const certificateKey = "0123456789abcdef".repeat(4);
const { cert, key } = testAuthority("kubernetes");
let nonces = 0;
const secret = certificatesSecret({
  files: new Map(
    uploadedFiles(cluster).map((file) => [file.key, Buffer.from(file.key.endsWith(".key") ? key.reveal() : cert)]),
  ),
  certificateKey,
  nonce: () => Buffer.alloc(12, ++nonces),
  owner: { tokenId: "abcdef", uid: "1" },
});
const answer = revealedJson(secret).reveal();

/** Path to content, of what is accepted. */
function downloaded(object: KubeObject, withKey = certificateKey): ReadonlyMap<string, string> {
  const tree = orderly(() => downloadedTree(object, withKey, cluster)) ?? new Map();
  return new Map([...tree].map(([path, state]) => [path, state.type === "file" ? reveal(state.content) : ""]));
}

const whole = downloaded(secret);

test("a whole one brings every file", () => {
  expect(whole.size).toBe(uploadedFiles(cluster).length);
});

test("cut at any byte it is refused", () => {
  for (const length of cuts(answer.length)) expect(orderly(() => parseObject(answer.slice(0, length)))).toBe(undefined);
});

test("garbled anywhere it brings nothing but what was uploaded", () => {
  fc.assert(
    fc.property(broken(answer), (text) => {
      const object = orderly(() => parseObject(text));
      if (object === undefined) return;
      for (const [path, content] of downloaded(object)) expect(["", whole.get(path)]).toContain(content);
    }),
    runs(300),
  );
});

test("with any other key it brings nothing", () => {
  fc.assert(
    fc.property(broken(certificateKey), (text) => {
      fc.pre(text.toLowerCase() !== certificateKey);
      expect(downloaded(secret, text).size).toBe(0);
    }),
    runs(150),
  );
});

test("values of one entry put under another's name are told by what they are", () => {
  const data = secret["data"] as Readonly<Record<string, unknown>>;
  const swapped = { ...secret, data: { ...data, "ca.crt": data["ca.key"], "ca.key": data["ca.crt"] } };
  const tree = downloadedTree(swapped, certificateKey, cluster);
  expect(tree.get("/etc/kubernetes/pki/ca.crt")).toMatchObject({ mode: 0o600 });
});
