import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { clusterConfiguration } from "../../src/config/schema/cluster-configuration.ts";
import { initConfiguration } from "../../src/config/schema/init-configuration.ts";
import { joinConfiguration } from "../../src/config/schema/join-configuration.ts";
import { resetConfiguration } from "../../src/config/schema/reset-configuration.ts";
import { upgradeConfiguration } from "../../src/config/schema/upgrade-configuration.ts";
import { jsonSchema, manualPage } from "./manual.ts";

const kinds: readonly (readonly [string, z.ZodType])[] = [
  ["InitConfiguration", initConfiguration],
  ["ClusterConfiguration", clusterConfiguration],
  ["JoinConfiguration", joinConfiguration],
  ["ResetConfiguration", resetConfiguration],
  ["UpgradeConfiguration", upgradeConfiguration],
];

describe("the manual is what the schema says; node scripts/manual.mjs writes it anew", () => {
  test.each(kinds)("docs/reference/%s.md", async (kind, schema) => {
    await expect(manualPage(kind, schema)).toMatchFileSnapshot(`../../docs/reference/${kind}.md`);
  });

  test.each(kinds)("every field of %s has a description", (_, schema) => {
    const bare: string[] = [];
    const visit = (part: ReturnType<typeof jsonSchema>, path: string) => {
      for (const [name, field] of Object.entries(part.properties ?? {})) {
        if (field.description === undefined && !["apiVersion", "kind"].includes(name)) bare.push(`${path}${name}`);
        visit(field.items ?? field, `${path}${name}.`);
      }
    };
    visit(jsonSchema(schema), "");
    expect(bare).toEqual([]);
  });

  test("docs/reference/kubeadm-v1beta4.schema.json", async () => {
    const definitions = Object.fromEntries(kinds.map(([kind, schema]) => [kind, jsonSchema(schema)]));
    const anyOf = kinds.map(([kind]) => ({ $ref: `#/definitions/${kind}` }));
    const whole = {
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "kubeadm.k8s.io/v1beta4",
      anyOf,
      definitions,
    };
    await expect(`${JSON.stringify(whole, null, 2)}\n`).toMatchFileSnapshot(
      "../../docs/reference/kubeadm-v1beta4.schema.json",
    );
  });
});
