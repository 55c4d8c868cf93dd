import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folders = ["", "docs", "docs/decisions", "docs/reference", "lab", "vagrant"];
const pages = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);
const text = (page: string) => readFileSync(join(root, page), "utf8");

describe.each(pages)("%s", (page) => {
  test("has no link that leads nowhere", () => {
    const links = [...text(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, link]) => link ?? "");
    const inside = links.filter((link) => !/^https?:/.test(link));
    expect(inside.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test("names no npm script and no file of the sources that is not there", () => {
    const { scripts } = JSON.parse(text("package.json"));
    const named = [...text(page).matchAll(/npm run (\w+)/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const files = [
      ...text(page).matchAll(/`((?:src|scripts|lab|test|docs|templates)\/[\w./-]+\.(?:ts|mjs|md|json))`/g),
    ];
    expect(files.map(([, path]) => path ?? "").filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test("decisions are numbered without a gap", () => {
  const numbers = readdirSync(join(root, "docs/decisions")).map((name) => Number(name.slice(0, 4)));
  expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
});

test("the licence is the one that package.json names", () => {
  expect(JSON.parse(text("package.json")).license).toBe("Apache-2.0");
  expect(text("LICENSE")).toContain("Apache License\n                           Version 2.0");
});
