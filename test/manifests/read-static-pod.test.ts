import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasLocalEtcd } from "../../src/manifests/etcd-pod.ts";
import { readStaticPod } from "../../src/manifests/read-static-pod.ts";
import { staticPodText } from "../../src/manifests/static-pods.ts";
import { cluster, controlPlaneNode } from "../golden/observed-cluster.ts";

const node = controlPlaneNode("cp1", "10.0.0.1");
/** A directory as an administrator may name it: with blanks, quotes and letters of all scripts. */
const directories = fc
  .array(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((name) => !/[/\p{Cc}]|^\.{1,2}$/u.test(name)),
    { minLength: 2, maxLength: 4 },
  )
  .map((names) => `/${names.join("/")}`);

describe("of a manifest that init has written", () => {
  test("every directory is read as it was named", () => {
    fc.assert(
      fc.property(directories, directories, (certificatesDir, dataDir) => {
        if (!hasLocalEtcd(cluster)) throw new Error("the observed cluster has local etcd");
        const named = { ...cluster, certificatesDir, etcd: { local: { ...cluster.etcd.local, dataDir } } };
        const apiServer = readStaticPod(staticPodText("kube-apiserver", named, node) ?? "");
        const etcd = readStaticPod(staticPodText("etcd", named, node) ?? "");
        expect(apiServer?.hostPath("k8s-certs")).toBe(certificatesDir);
        expect([etcd?.hostPath("etcd-data"), etcd?.argument("data-dir")]).toEqual([dataDir, dataDir]);
      }),
    );
  });

  test("an argument that is given twice has its last value, one that is not there none", () => {
    const pod = readStaticPod("spec: {containers: [{command: [etcd, --name=a, --name=b=c], args: [--names=d]}]}");
    expect([pod?.argument("name"), pod?.argument("nam"), pod?.hostPath("etcd-data")]).toEqual([
      "b=c",
      undefined,
      undefined,
    ]);
  });

  test.each(["", "a: [", "spec: {containers: []}", "- 1", "spec: 3"])("%j is none", (text) => {
    expect(readStaticPod(text)).toBeNull();
  });
});
