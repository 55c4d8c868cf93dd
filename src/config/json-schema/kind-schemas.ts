import * as z from "zod";
import { deprecatedKubeadmApiVersion, kubeadmApiVersion, ownApiVersion } from "../../constants/versions.ts";
import { clusterConfiguration } from "../schema/cluster-configuration.ts";
import { clusterFile } from "../schema/cluster-file.ts";
import { initConfiguration } from "../schema/init-configuration.ts";
import { joinConfiguration } from "../schema/join-configuration.ts";
import { resetConfiguration } from "../schema/reset-configuration.ts";
import { upgradeConfiguration } from "../schema/upgrade-configuration.ts";
import { clusterConfigurationV1beta3, initConfigurationV1beta3, joinConfigurationV1beta3 } from "../schema/v1beta3.ts";

/** A kind of document with the schema by which it is read. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: z.ZodType;
}

/** The kinds that have a page in the manual: ours, and those of kubeadm's newest version. */
export const manualKinds: readonly KindSchema[] = [
  { apiVersion: ownApiVersion, kind: "Cluster", schema: clusterFile },
  { apiVersion: kubeadmApiVersion, kind: "ClusterConfiguration", schema: clusterConfiguration },
  { apiVersion: kubeadmApiVersion, kind: "InitConfiguration", schema: initConfiguration },
  { apiVersion: kubeadmApiVersion, kind: "JoinConfiguration", schema: joinConfiguration },
  { apiVersion: kubeadmApiVersion, kind: "ResetConfiguration", schema: resetConfiguration },
  { apiVersion: kubeadmApiVersion, kind: "UpgradeConfiguration", schema: upgradeConfiguration },
];

/** All kinds that are read by a zod schema. */
export const kindSchemas: readonly KindSchema[] = [
  ...manualKinds,
  { apiVersion: deprecatedKubeadmApiVersion, kind: "ClusterConfiguration", schema: clusterConfigurationV1beta3 },
  { apiVersion: deprecatedKubeadmApiVersion, kind: "InitConfiguration", schema: initConfigurationV1beta3 },
  { apiVersion: deprecatedKubeadmApiVersion, kind: "JoinConfiguration", schema: joinConfigurationV1beta3 },
];

/** The part of JSON Schema, draft 7, that these schemas come out as. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  /** True for a value that no message repeats. */
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** What may be written for a schema, as JSON Schema. Unknown fields are mistakes, as for `config validate`. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" });
  return closed(rest as JsonSchema);
}

function closed(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(properties === undefined ? {} : { properties: closedAll(properties), additionalProperties: false }),
  };
}

function closedAll(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, closed(field)]));
}
