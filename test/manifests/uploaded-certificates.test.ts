import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClusterConfiguration } from "../../src/config/v1beta4.ts";
import { certificatesSecret, downloadedTree, uploadedFiles } from "../../src/manifests/uploaded-certificates.ts";
import { Secret } from "../../src/secret.ts";
import { cluster } from "../golden/observed-cluster.ts";
import { certificateKey } from "./arbitrary.ts";

const owner = { tokenId: "abcdef", uid: "1" };
const privateKey = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n";

const external: ClusterConfiguration = {
  ...cluster,
  etcd: {
    external: {
      endpoints: ["https://10.0.0.1:2379"],
      httpEndpoints: [],
      caFile: "/srv/ca.crt",
      certFile: "/srv/client.crt",
      keyFile: "/srv/client.key",
    },
  },
};

function upload(
  of: ClusterConfiguration,
  key: string,
  content: (name: string) => string,
): Parameters<typeof downloadedTree>[0] {
  let calls = 0;
  return certificatesSecret({
    files: new Map(uploadedFiles(of).map((file) => [file.key, Buffer.from(content(file.key))])),
    certificateKey: new Secret(key),
    nonce: () => {
      calls += 1;
      return Buffer.alloc(12, calls);
    },
    owner,
  });
}

describe("certificates carried through the cluster", () => {
  test("arrive where they came from, keys readable by root only", () => {
    fc.assert(
      fc.property(certificateKey, (key) => {
        const secret = upload(cluster, key, (name) => (name.endsWith(".key") ? privateKey : `text of ${name}`));
        const tree = downloadedTree(secret, key, cluster);
        expect([...tree.keys()]).toEqual(uploadedFiles(cluster).map(({ path }) => path));
        expect(tree.get("/etc/kubernetes/pki/etcd/ca.crt")).toEqual({
          type: "file",
          content: "text of etcd-ca.crt",
          mode: 0o644,
          owner: "0:0",
        });
        const saKey = tree.get("/etc/kubernetes/pki/sa.key");
        expect(saKey).toMatchObject({ mode: 0o600, content: expect.any(Secret) });
        expect(saKey?.type === "file" && saKey.content instanceof Secret && saKey.content.reveal()).toBe(privateKey);
      }),
      { numRuns: 5 },
    );
  });

  test("a file that was missing is not made", () => {
    const secret = upload(cluster, "00".repeat(32), (name) => (name === "ca.key" ? "" : name));
    const tree = downloadedTree(secret, "00".repeat(32), cluster);
    expect(tree.has("/etc/kubernetes/pki/ca.key")).toBe(false);
    expect(tree.size).toBe(7);
  });

  test("with external etcd its client files take the place of the etcd CA", () => {
    const secret = upload(external, "00".repeat(32), (name) => name);
    expect([...downloadedTree(secret, "00".repeat(32), external).keys()].slice(-3)).toEqual([
      "/srv/ca.crt",
      "/srv/client.crt",
      "/srv/client.key",
    ]);
  });

  test("an upload for another kind of etcd is named by what it lacks", () => {
    const secret = upload(cluster, "00".repeat(32), (name) => name);
    expect(() => downloadedTree(secret, "00".repeat(32), external)).toThrow(
      expect.objectContaining({
        code: "UPLOADED_CERTIFICATE_MISSING",
        what: "Secret kubeadm-certs lacks external-etcd-ca.crt, external-etcd.crt, external-etcd.key",
      }),
    );
  });

  test("nothing of a key can be read in the Secret where it is printed", () => {
    const secret = upload(cluster, "00".repeat(32), () => privateKey);
    expect(JSON.stringify(secret["data"])).toMatch(/^\{("[-a-z.]+":"\*\*\*",?)+\}$/);
  });
});
