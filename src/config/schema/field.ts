import * as z from "zod";
import { isBootstrapToken } from "../bootstrap-token.ts";
import { parseDuration } from "../duration.ts";
import { isQuantity } from "../quantity.ts";
import { isTimestamp } from "../timestamp.ts";

/** Every field may be left out: what that means is said by the defaults. */
export const text = (description: string) => z.string().describe(description).optional();

export const flag = (description: string) => z.boolean().describe(description).optional();

/** Go's int32. */
export const integer = (description: string) => z.int32().describe(description).optional();

/** A Go duration: "4m0s". */
export const duration = (description: string) =>
  z
    .string()
    .refine((value) => parseDuration(value) !== null, { error: "a duration such as 4m0s or 1h30m" })
    .describe(description)
    .optional();

export const texts = (description: string) => z.array(z.string()).describe(description).optional();

export const list = <Item extends z.ZodType>(item: Item, description: string) =>
  z.array(item).describe(description).optional();

export const object = <Shape extends z.ZodRawShape>(shape: Shape, description: string) =>
  z.object(shape).describe(description).optional();

/** A map whose keys are free. */
export const map = <Value extends z.ZodType>(value: Value, description: string) =>
  z.record(z.string(), value).describe(description).optional();

/** A bootstrap token. The message does not repeat it. */
export const token = (description: string) =>
  z
    .string()
    .refine(isBootstrapToken, {
      error: "a token such as abcdef.0123456789abcdef (6 and 16 lower-case letters or digits)",
    })
    .describe(description)
    .meta({ secret: true })
    .optional();

/** A Kubernetes quantity: text or a number. */
export const quantity = (description: string) =>
  z
    .union([z.string(), z.number()])
    .refine(isQuantity, { error: "a quantity such as 100Mi" })
    .describe(description)
    .optional();

/** RFC 3339. */
export const time = (description: string) =>
  z.string().refine(isTimestamp, { error: "a time such as 2026-01-31T12:00:00Z" }).describe(description).optional();

/** The two fields that every document begins with. */
export const typeMeta = {
  apiVersion: text("Group and version of this document."),
  kind: text("What this document is."),
};
