import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { bootstrapTokenSecret } from "../../src/manifests/bootstrap-token.ts";
import { clusterInfoObjects } from "../../src/manifests/cluster-info.ts";
import { coreDnsObjects } from "../../src/manifests/coredns.ts";
import { kubeProxyObjects } from "../../src/manifests/kube-proxy.ts";
import { kubeadmConfigObjects } from "../../src/manifests/kubeadm-config.ts";
import { kubeletConfigObjects } from "../../src/manifests/kubelet-config.ts";
import { isMapping } from "../../src/manifests/merge-patch.ts";
import { bootstrapRbac, clusterAdminsBinding } from "../../src/manifests/rbac.ts";
import {
  certificatesRbac,
  certificatesSecret,
  certificatesToken,
  uploadedFiles,
} from "../../src/manifests/uploaded-certificates.ts";
import { readYamlDocuments } from "../../src/yaml.ts";
import { cluster, kubelet, kubeProxy, observed } from "./observed-cluster.ts";
import { storedForm } from "./stored-form.ts";

const live: readonly KubeObject[] = readYamlDocuments({ name: "objects.yaml", text: observed("objects.yaml") })
  .map(({ value }) => value as KubeObject & { readonly items?: readonly KubeObject[] })
  .flatMap((document) => document.items ?? [document]);

function identity({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

function found(name: string): KubeObject {
  const object = live.find((each) => identity(each) === name);
  if (object === undefined) throw new Error(`kubeadm made no ${name}`);
  return object;
}

/** Text values the answer key leaves out, and those that differ in every cluster, by key. */
const blanked = ["token-id", "token-secret", "expiration", "certificate-authority-data"];

const clusterConfiguration = (found("ConfigMap kube-system/kubeadm-config")["data"] as Record<string, string>)[
  "ClusterConfiguration"
];

const made: readonly KubeObject[] = [
  clusterAdminsBinding(),
  ...kubeadmConfigObjects(clusterConfiguration ?? ""),
  ...kubeletConfigObjects(kubelet, { userSupplied: true }),
  ...certificatesRbac(),
  ...bootstrapRbac(),
  ...clusterInfoObjects(
    observedClusterInfo(),
    [],
  ),
  ...coreDnsObjects(cluster),
  ...kubeProxyObjects(cluster, kubeProxy, {
    server: "https://cp1:6443",
    proxyEnvironment: [],
    userSupplied: true,
  }),
];

/** cluster-info's text as observed: its CA is left out of the answer key. */
function observedClusterInfo(): string {
  const data = found("ConfigMap kube-public/cluster-info")["data"];
  return isMapping(data) ? String(data["kubeconfig"]) : "";
}

function withoutSignatures(object: KubeObject): KubeObject {
  const data = isMapping(object["data"]) ? object["data"] : undefined;
  if (data === undefined || object.kind !== "ConfigMap") return object;
  return { ...object, data: Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith("jws-"))) };
}

describe("objects equal those of kubeadm 1.36.3", () => {
  test.each(made.map((object) => [identity(object), object] as const))("%s", (name, object) => {
    expect(storedForm(object)).toEqual(storedForm(withoutSignatures(found(name))));
  });

  test("nothing of kubeadm's is missing", () => {
    const others = live
      .filter(({ kind }) => kind !== "Node" && kind !== "Secret")
      .filter(({ metadata }) => !isMapping(metadata["labels"]) || !("kubernetes.io/bootstrapping" in metadata["labels"]))
      .map(identity)
      .filter((name) => !/^ServiceAccount kube-system\/(?!coredns$|kube-proxy$)/.test(name));
    expect(others.toSorted()).toEqual(made.map(identity).toSorted());
  });
});

describe("Secrets have the keys and the plain values of kubeadm 1.36.3", () => {
  const blank = (object: KubeObject): unknown => {
    const form = storedForm(object);
    const data = isMapping(form) && isMapping(form["data"]) ? form["data"] : {};
    const values = Object.entries(data).map(([key, value]) => [key, blanked.includes(key) ? "" : value]);
    const { metadata: _, ...rest } = form as KubeObject;
    return { ...rest, data: Object.fromEntries(values) };
  };

  test("the token of init", () => {
    const token = {
      token: "8tck30.0123456789abcdef",
      description: "",
      ttl: 24 * 3600 * 1000,
      usages: ["signing", "authentication"],
      groups: ["system:bootstrappers:kubeadm:default-node-token"],
    };
    const secret = bootstrapTokenSecret(token, new Date("2026-11-21T03:34:16.123Z"));
    expect(blank(secret)).toEqual(blank(found("Secret kube-system/bootstrap-token-8tck30")));
    expect((storedForm(secret) as { data: Record<string, string> }).data["expiration"]).toBe(
      (found("Secret kube-system/bootstrap-token-8tck30")["data"] as Record<string, string>)["expiration"],
    );
  });

  test("the token that lets the certificates expire", () => {
    const secret = bootstrapTokenSecret(
      certificatesToken("xqdonc.0123456789abcdef"),
      new Date("2026-11-21T03:34:16Z"),
    );
    const name = "Secret kube-system/bootstrap-token-xqdonc";
    expect(blank(secret)).toEqual(blank(found(name)));
    expect((storedForm(secret) as { data: Record<string, string> }).data["expiration"]).toBe(
      (found(name)["data"] as Record<string, string>)["expiration"],
    );
  });

  test("the uploaded certificates", () => {
    const name = "Secret kube-system/kubeadm-certs";
    const [owner] = found(name).metadata["ownerReferences"] as { name: string; uid: string }[];
    const secret = certificatesSecret({
      files: new Map(uploadedFiles(cluster).map(({ key }) => [key, Buffer.from(key)])),
      certificateKey: "00".repeat(32),
      nonce: () => Buffer.alloc(12),
      owner: { tokenId: "xqdonc", uid: owner?.uid ?? "" },
    });
    expect(secret.metadata).toEqual((storedForm(found(name)) as KubeObject).metadata);
    expect(Object.keys(secret["data"] as object).toSorted()).toEqual(Object.keys(found(name)["data"] as object));
    expect(secret["type"]).toBe(found(name)["type"]);
  });
});
