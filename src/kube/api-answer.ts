import type { KubeObject } from "../engine/object-store.ts";
import type { ApiStatus } from "./api-error.ts";
import { isRecord } from "./is-record.ts";
import { sealSecretData } from "./secret-data.ts";
import { TransportFailure } from "./transport-failure.ts";

/** An answer's body as an object. Anything else is a TransportFailure "garbled". */
export function parseRecord(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new TransportFailure("garbled", "the answer is not JSON", withoutText(error));
  }
  if (!isRecord(value)) throw new TransportFailure("garbled", "the answer is no JSON object");
  return value;
}

/** An answer's body as a Kubernetes object; the values of a Secret come wrapped. */
export function parseObject(body: string): KubeObject {
  return asObject(parseRecord(body));
}

/** Items of a list and the token of its next page ("" at its end). Items get the apiVersion and kind that lists leave out. */
export function parseList(
  body: string,
  of: { readonly apiVersion: string; readonly kind: string },
): { readonly items: readonly KubeObject[]; readonly next: string; readonly resourceVersion: string } {
  const list = parseRecord(body);
  const items = list["items"] ?? [];
  const metadata = isRecord(list["metadata"]) ? list["metadata"] : {};
  if (!Array.isArray(items) || !String(list["kind"]).endsWith("List")) {
    throw new TransportFailure("garbled", "the answer is no list");
  }
  return {
    items: items.map((item: unknown) => asObject(isRecord(item) ? { ...of, ...item } : {})),
    next: text(metadata["continue"]),
    resourceVersion: text(metadata["resourceVersion"]),
  };
}

/** What an answer other than 2xx says; an empty reason when its body is no Status. */
export function parseStatus(body: string): ApiStatus {
  const status = recordOrEmpty(body);
  if (status["kind"] !== "Status") {
    return { reason: "", message: body.trim().slice(0, 300), causes: [], details: { kind: "", name: "" } };
  }
  const details = isRecord(status["details"]) ? status["details"] : {};
  const causes: readonly unknown[] = Array.isArray(details["causes"]) ? details["causes"] : [];
  return {
    reason: text(status["reason"]),
    message: text(status["message"]),
    causes: causes.filter(isRecord).map((cause) => ({
      reason: text(cause["reason"]),
      message: text(cause["message"]),
      field: text(cause["field"]),
    })),
    details: { kind: text(details["kind"]), name: text(details["name"]) },
  };
}

/** A value as a kind of Kubernetes object, or TransportFailure "garbled". */
export function asObject(value: Readonly<Record<string, unknown>>): KubeObject {
  const { apiVersion, kind, metadata } = value;
  const named = isRecord(metadata) && typeof metadata["name"] === "string";
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isRecord(metadata) || !named) {
    throw new TransportFailure("garbled", "the answer is no Kubernetes object");
  }
  return sealSecretData({ ...value, apiVersion, kind, metadata: { ...metadata, name: text(metadata["name"]) } });
}

/** What `parse` makes of an answer; `explain` turns its failure into what is thrown. */
export function parsed<T>(parse: () => T, explain: (error: unknown) => unknown): T {
  try {
    return parse();
  } catch (error) {
    throw explain(error);
  }
}

function recordOrEmpty(body: string): Readonly<Record<string, unknown>> {
  try {
    return parseRecord(body);
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** JSON.parse quotes the text it failed on, which may hold secrets: only the kind of error is kept. */
function withoutText(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
