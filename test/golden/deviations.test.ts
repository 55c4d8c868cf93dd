import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { deviations, deviationsPage } from "./deviations.ts";

const page = new URL("../../docs/deviations.md", import.meta.url);

test("the page of deviations shows the table the golden tests know", () => {
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, deviationsPage());
  expect(readFileSync(page, "utf8")).toBe(deviationsPage());
});

test("every deviation is named once", () => {
  expect(new Set(deviations.map(({ id }) => id)).size).toBe(deviations.length);
});
