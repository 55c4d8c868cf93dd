import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { validateConfig } from "../../src/config/validate-config.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const skipped = /(^|\/)(node_modules|dist|test|\.git)(\/|$)/;
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => !skipped.test(path));

interface Example {
  readonly name: string;
  readonly text: string;
}

/** What stands between ```yaml and ```, with the line where it begins. */
function blocks(path: string): readonly Example[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map((found) => ({
    name: `${path}:${text.slice(0, found.index).split("\n").length + 1}`,
    text: found[1] ?? "",
  }));
}

const inPages = files.filter((path) => path.endsWith(".md")).flatMap(blocks);
const inFiles = files
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => ({ name: path, text: readFileSync(join(root, path), "utf8") }));
/** Kubernetes' own manifests are no configuration of ours. */
const ours = [...inPages, ...inFiles].filter(({ text }) =>
  /^apiVersion: \S*(kubewright|kubeadm|config\.k8s)\S*\//m.test(text),
);

test("there are examples in pages and in files", () => {
  expect(ours.filter((example) => inPages.includes(example))).not.toEqual([]);
  expect(ours.filter((example) => inFiles.includes(example))).not.toEqual([]);
});

test.each(ours.map((example) => [example.name, example] as const))(
  "config validate has nothing to say against %s",
  (name, { text }) => {
    expect(validateConfig({ source: { name, text } }).warnings).toEqual([]);
  },
);

test("every example of YAML in a page is a configuration of ours, or a manifest", () => {
  expect(inPages.filter((example) => !ours.includes(example) && !/^apiVersion: /m.test(example.text))).toEqual([]);
});
