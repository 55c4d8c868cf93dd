import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { migrateConfig } from "../../src/config/migrate-config.ts";
import { validateConfig } from "../../src/config/validate-config.ts";
import { corpus, corpusDirectory, fileExists } from "./support/corpus.ts";
import { document, entropy, machine } from "./support/request.ts";

const golden = "test/golden/config/migrated";
const migrated = readdirSync(golden).map((file) => file.replace(/\.yaml$/, ""));

function migrate(text: string): { readonly text: string; readonly warnings: readonly string[] } {
  return migrateConfig({ source: { name: "old.yaml", text }, machine, entropy, fileExists });
}

describe("migrated files", () => {
  test.each(migrated)("%s comes out as from kubeadm", (name) => {
    const old = readFileSync(`${corpusDirectory}/${name}.yaml`, "utf8");
    expect(migrate(old).text).toBe(readFileSync(`${golden}/${name}.yaml`, "utf8"));
  });

  test("what comes out is accepted and comes out the same again, for every file that is accepted", () => {
    for (const { name, text } of corpus().filter((file) => file.verdict === "accepted")) {
      const once = migrate(text).text;
      expect(() => validateConfig({ source: { name, text: once }, fileExists }), name).not.toThrow();
      expect(migrate(once).text, name).toBe(once);
    }
  });

  test("an UpgradeConfiguration is migrated, which kubeadm cannot", () => {
    expect(migrate(document("UpgradeConfiguration", "apply: {forceUpgrade: false}")).text).toContain(
      "forceUpgrade: false",
    );
  });

  test("a component configuration is left out, and that is said", () => {
    const text = readFileSync(`${corpusDirectory}/kubelet-good.yaml`, "utf8");
    expect(migrate(text).warnings).toContain("KubeletConfiguration is left out: copy it from the old file");
  });
});
