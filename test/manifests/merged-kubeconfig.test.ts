import { expect, test } from "vitest";
import { mergedKubeconfig } from "../../src/manifests/merged-kubeconfig.ts";
import { Secret } from "../../src/secret.ts";
import { parseYaml } from "../../src/yaml.ts";

const added = new Secret(`apiVersion: v1
kind: Config
clusters: [{name: kubernetes, cluster: {server: "https://10.0.0.1:6443"}}]
users: [{name: kubernetes-admin, user: {client-key-data: new}}]
contexts: [{name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: kubernetes-admin}}]
current-context: kubernetes-admin@kubernetes
`);
const own = `apiVersion: v1
kind: Config
clusters: [{name: other, cluster: {server: "https://1.2.3.4:6443"}}, {name: lab, cluster: {server: "https://old:6443"}}]
users: [{name: me, user: {token: mine}}]
contexts: [{name: other, context: {cluster: other, user: me, namespace: work}}]
current-context: other
`;

const merged = (before: string) => {
  const { text, context } = mergedKubeconfig(before, added, "lab", "config");
  return { context, config: parseYaml(text.reveal(), "merged") };
};
const lab = {
  clusters: { name: "lab", cluster: { server: "https://10.0.0.1:6443" } },
  users: { name: "lab-admin", user: { "client-key-data": "new" } },
  contexts: { name: "lab", context: { cluster: "lab", user: "lab-admin" } },
};

test("what a user's kubeconfig holds stays, and what bore the cluster's name is replaced", () => {
  expect(merged(own)).toEqual({
    context: "lab",
    config: {
      apiVersion: "v1",
      kind: "Config",
      preferences: {},
      clusters: [{ name: "other", cluster: { server: "https://1.2.3.4:6443" } }, lab.clusters],
      users: [{ name: "me", user: { token: "mine" } }, lab.users],
      contexts: [{ name: "other", context: { cluster: "other", user: "me", namespace: "work" } }, lab.contexts],
      "current-context": "lab",
    },
  });
});

test("a second merge changes nothing", () => {
  const once = mergedKubeconfig(own, added, "lab", "config").text.reveal();
  expect(mergedKubeconfig(once, added, "lab", "config").text.reveal()).toBe(once);
});

test("where there is no kubeconfig yet there is one then, and what is none is refused", () => {
  expect(merged("").config).toMatchObject({ clusters: [lab.clusters], users: [lab.users], contexts: [lab.contexts] });
  expect(() => mergedKubeconfig("- a list", added, "lab", "config")).toThrow(/config is not a kubeconfig/);
});
