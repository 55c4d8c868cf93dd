import type { WaitAnswer, WaitChange } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { titleOf } from "../engine/object-ref.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { ClientSource } from "./client-source.ts";
import { isRecord } from "./is-record.ts";
import { printable } from "./printable.ts";

/** Milliseconds one look may take: a wait asks again soon enough. */
export const oneLookMs = 2_000;

/** The API server answers /livez (or another path) with 200, as an authenticated client sees it. */
export function apiServerHealthy(open: ClientSource, path: `/${string}` = "/livez"): Fact<WaitAnswer> {
  return look(`kube-apiserver ${path}`, async (view) => {
    const { status, body } = await (await open(view)).raw(path, { deadlineMs: oneLookMs });
    return status === 200 ? done(`${path} is ok`) : notYet(`${path} answers ${status}${failedChecks(body)}`);
  });
}

/** There is a Node of this name. */
export function nodeExists(open: ClientSource, name: string): Fact<WaitAnswer> {
  return objectExists(open, { apiVersion: "v1", kind: "Node", name });
}

/** What a wait for a Node of this name asks, and how it hears of it at once. */
export function nodeComes(open: ClientSource, name: string): Pick<WaitChange, "until" | "everyMs" | "news"> {
  const kind = { apiVersion: "v1", kind: "Node", fieldSelector: `metadata.name=${name}` };
  return {
    until: nodeExists(open, name),
    everyMs: 50,
    async news(view, signal) {
      const client = await open(view);
      for await (const { type } of client.watch(kind, signal)) {
        if (type === "ADDED" || type === "MODIFIED") return done(`${titleOf({ ...kind, name })} is there`);
      }
      return null;
    },
  };
}

/** There is such an object. */
export function objectExists(open: ClientSource, ref: ObjectRef): Fact<WaitAnswer> {
  return look(`${ref.apiVersion} ${titleOf(ref)} exists`, async (view) => {
    const object = await (await open(view)).get(ref, { refused: "fail", isLook: true });
    return object === null ? notYet(`there is no ${titleOf(ref)} yet`) : done(`${titleOf(ref)} is there`);
  });
}

/** A status condition of an object; null when it has none of that type. */
export function condition(
  object: KubeObject,
  type: string,
): { readonly status: string; readonly message: string } | null {
  const status = isRecord(object["status"]) ? object["status"] : {};
  const conditions: readonly unknown[] = Array.isArray(status["conditions"]) ? status["conditions"] : [];
  const found = conditions.filter(isRecord).find((one) => one["type"] === type);
  if (found === undefined) return null;
  const words = [found["reason"], found["message"]].filter((text) => typeof text === "string" && text !== "");
  return { status: String(found["status"]), message: printable(words.join(": ")) };
}

/** The look as a fact; an error that a user reads becomes what it has found. */
export function look(name: string, read: (view: HostView) => Promise<WaitAnswer>): Fact<WaitAnswer> {
  return {
    name,
    async read(view) {
      try {
        return await read(view);
      } catch (error) {
        if (error instanceof KubewrightError)
          return notYet(error.why === undefined ? error.what : `${error.what}: ${error.why}`);
        throw error;
      }
    },
  };
}

export function done(found: string): WaitAnswer {
  return { done: true, found };
}

export function notYet(found: string): WaitAnswer {
  return { done: false, found };
}

/** The checks that a health body marks as failed: "[-]etcd failed: reason withheld" gives ": etcd". */
function failedChecks(body: string): string {
  const failed = body.split("\n").flatMap((line) => /^\[-\](\S+)/.exec(line)?.[1] ?? []);
  return failed.length === 0 ? "" : `: ${printable(failed.join(", "))}`;
}
