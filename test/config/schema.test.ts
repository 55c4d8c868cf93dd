import { describe, expect, test } from "vitest";
import { kubeProxyStructs } from "../../src/config/component/kube-proxy-structs.ts";
import { kubeletStructs } from "../../src/config/component/kubelet-structs.ts";
import { type Structs, shapeOf } from "../../src/config/component/shape.ts";
import { jsonSchema, kubeadmSchemas } from "../../src/config/json-schema.ts";

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

function undescribed(schema: JsonSchema, path: string): string[] {
  const inner = schema.items ?? schema;
  return Object.entries(inner.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description === undefined || field.description === "" ? [`${path}.${name}`] : []),
    ...undescribed(field, `${path}.${name}`),
  ]);
}

describe("kubeadm's kinds", () => {
  test.each(Object.keys(kubeadmSchemas) as (keyof typeof kubeadmSchemas)[])(
    "every field of %s says what it is for",
    (kind) => {
      const json = jsonSchema(kind) as JsonSchema;
      expect(json.description).toBeTruthy();
      expect(Object.keys(json.properties ?? {})).toContain("apiVersion");
      expect(undescribed(json, kind)).toEqual([]);
    },
  );
});

describe("component configurations", () => {
  const scalars = [
    "bool",
    "string",
    "int32",
    "int64",
    "uint32",
    "float",
    "Duration",
    "TimeOrDuration",
    "Quantity",
    "Time",
  ];

  test.each<[string, Structs]>([
    ["kubelet", kubeletStructs],
    ["kube-proxy", kubeProxyStructs],
  ])("every type of the %s's structs is known", (_, structs) => {
    for (const type of Object.values(structs).flatMap((struct) => Object.values(struct))) {
      let shape = shapeOf(type.replace(/\?$/, ""), structs);
      while (shape.kind !== "scalar" && shape.kind !== "struct") shape = shape.of;
      if (shape.kind === "scalar") expect(scalars).toContain(shape.name);
    }
  });
});
