import { kubeletApiVersion, kubeProxyApiVersion } from "../../constants/versions.ts";
import { kubeProxyStructs } from "../component/kube-proxy-structs.ts";
import { kubeletStructs } from "../component/kubelet-structs.ts";
import { jsonSchema, kindSchemas } from "./kind-schemas.ts";
import { nullable } from "./nullable.ts";
import { structSchema } from "./struct-schema.ts";

interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: object;
}

function definitions(): readonly Definition[] {
  const proxy = structSchema("KubeProxyConfiguration", kubeProxyStructs);
  return [
    ...kindSchemas.map(({ apiVersion, kind, schema }) => ({ apiVersion, kind, schema: jsonSchema(schema) })),
    {
      apiVersion: kubeletApiVersion,
      kind: "KubeletConfiguration",
      schema: structSchema("KubeletConfiguration", kubeletStructs),
    },
    { apiVersion: kubeProxyApiVersion, kind: "KubeProxyConfiguration", schema: proxy },
  ];
}

const nameOf = ({ apiVersion, kind }: Definition): string => `${apiVersion.replace(/.*\//, "")}.${kind}`;

/** JSON Schema, draft 7, of every document that a configuration file may hold: apiVersion and kind say which one it is. */
export function fileSchema(): object {
  const all = definitions();
  const versions = [...new Set(all.map(({ apiVersion }) => apiVersion))];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A document of a kubewright or kubeadm configuration",
    type: "object",
    required: ["apiVersion", "kind"],
    properties: { apiVersion: { type: "string", enum: versions }, kind: { type: "string", enum: kinds } },
    allOf: all.map((definition) => ({
      if: {
        properties: { apiVersion: { const: definition.apiVersion }, kind: { const: definition.kind } },
        required: ["apiVersion", "kind"],
      },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
      then: { $ref: `#/definitions/${nameOf(definition)}` },
    })),
    definitions: Object.fromEntries(all.map((definition) => [nameOf(definition), nullable(definition.schema)])),
  };
}

/** The schema as it is shipped and printed. */
export function fileSchemaText(): string {
  return `${JSON.stringify(fileSchema(), null, 2)}\n`;
}
