import { describe, expect, test } from "vitest";
import * as z from "zod";
import { kubeProxyStructs } from "../../src/config/component/kube-proxy-structs.ts";
import { kubeletStructs } from "../../src/config/component/kubelet-structs.ts";
import { type Structs, shapeOf } from "../../src/config/component/shape.ts";
import type { ConfigDocument } from "../../src/config/documents.ts";
import { fileSchema } from "../../src/config/json-schema/file-schema.ts";
import { type JsonSchema, jsonSchema, kindSchemas } from "../../src/config/json-schema/kind-schemas.ts";
import { Reading } from "../../src/config/reading.ts";
import { corpus } from "./support/corpus.ts";

const file = fileSchema() as { readonly definitions: Readonly<Record<string, Parameters<typeof z.fromJSONSchema>[0]>> };

/** Files that kubeadm accepts and the schema does not: a null in a list, and kubelet configurations that kubeadm does not look at. */
const looserThanTheSchema = ["init-token-list-null", "kubelet-beside-join", "only-kubelet-with-nonsense"];

function undescribed(schema: JsonSchema, path: string): string[] {
  const inner = schema.items ?? schema;
  return Object.entries(inner.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description === undefined || field.description === "" ? [`${path}.${name}`] : []),
    ...undescribed(field, `${path}.${name}`),
  ]);
}

describe("the kinds that are read", () => {
  test.each(kindSchemas.map((each) => [`${each.apiVersion} ${each.kind}`, each.schema] as const))(
    "every field of %s says what it is for",
    (kind, schema) => {
      const json = jsonSchema(schema);
      expect(Object.keys(json.properties ?? {})).toContain("apiVersion");
      expect(undescribed(json, kind)).toEqual([]);
    },
  );
});

/** The shipped definitions as zod has them, each read once. */
const readers = new Map(Object.entries(file.definitions).map(([name, schema]) => [name, once(schema)]));

function once(schema: Parameters<typeof z.fromJSONSchema>[0]): () => z.ZodType {
  let made: z.ZodType | undefined;
  return () => {
    made ??= z.fromJSONSchema(schema);
    return made;
  };
}

/** What a YAML document says, by the definition of the shipped schema that its apiVersion and kind name. */
function verdictOf(document: ConfigDocument): boolean {
  const version = document.apiVersion.replace(/.*\//, "");
  const reader = readers.get(`${version}.${document.kind}`);
  if (reader === undefined) throw new Error(`the schema has no ${document.kind}`);
  return reader().safeParse(document.value).success;
}

describe("the schema of a whole file", () => {
  test("accepts what real kubeadm accepts, document by document", () => {
    const accepted = corpus().filter(({ verdict }) => verdict === "accepted");
    const refused = accepted.filter(({ name, text }) => {
      const { documents } = new Reading({ source: { name, text }, flags: {}, table: {}, strict: true });
      return !documents.every(verdictOf);
    });
    expect(refused.map(({ name }) => name)).toEqual(looserThanTheSchema);
  });

  test.each([
    ["a mistyped field", "networking: {podSubnett: 10.244.0.0/16}"],
    ["a wrong type", "networking: {podSubnet: [10.244.0.0/16]}"],
    ["a word for a switch", "dns: {disabled: sometimes}"],
  ])("refuses %s", (_, line) => {
    const text = `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n${line}\n`;
    const { documents } = new Reading({ source: { name: "file", text }, flags: {}, table: {}, strict: true });
    expect(documents.map(verdictOf)).toEqual([false]);
  });
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
