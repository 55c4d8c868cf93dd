import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fileSchemaText } from "../../src/config/json-schema/file-schema.ts";
import { manualKinds } from "../../src/config/json-schema/kind-schemas.ts";
import { manualPage } from "./manual.ts";

describe("the manual is what the schema says; node scripts/manual.mjs writes it anew", () => {
  test.each(manualKinds.map((kind) => [kind.kind, kind] as const))("docs/reference/%s.md", async (name, kind) => {
    await expect(manualPage(kind)).toMatchFileSnapshot(`../../docs/reference/${name}.md`);
  });

  test("docs/schema/kubewright.schema.json", async () => {
    await expect(fileSchemaText()).toMatchFileSnapshot("../../docs/schema/kubewright.schema.json");
  });

  test("there is no page of a kind that is not there", () => {
    const pages = readdirSync(new URL("../../docs/reference", import.meta.url)).filter((name) =>
      /^[A-Z]\w+\./.test(name),
    );
    expect(pages.filter((name) => name !== "README.md").sort()).toEqual(
      manualKinds.map(({ kind }) => `${kind}.md`).sort(),
    );
  });
});
