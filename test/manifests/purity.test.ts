import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const forbidden = /node:fs|Date\.now|new Date\(\)|Math\.random|random(Bytes|UUID|Int|FillSync)|process\.|console\./;

test("manifests, constants and templates know no disk, no clock, no chance and no process", () => {
  const root = new URL("../../", import.meta.url);
  const files = ["src/manifests", "src/constants", "templates"].flatMap((directory) =>
    readdirSync(new URL(directory, root)).map((name) => `${directory}/${name}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => forbidden.test(readFileSync(new URL(file, root), "utf8")))).toEqual([]);
});
