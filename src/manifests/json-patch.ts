import { isDeepStrictEqual } from "node:util";
import { isMapping } from "./merge-patch.ts";

type Container = Record<string, unknown> | unknown[];

function segments(pointer: unknown): string[] {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || !pointer.startsWith("/")) throw new Error(`${String(pointer)} is no JSON pointer`);
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function indexIn(list: readonly unknown[], key: string, limit: number): number {
  if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) >= limit) {
    throw new Error(`there is no item ${key} in a list of ${list.length}`);
  }
  return Number(key);
}

function getAt(value: unknown, pointer: unknown): unknown {
  let at = value;
  for (const key of segments(pointer)) {
    if (Array.isArray(at)) at = at[indexIn(at, key, at.length)];
    else if (isMapping(at) && Object.hasOwn(at, key)) at = at[key];
    else throw new Error(`there is nothing at ${String(pointer)}`);
  }
  return at;
}

/** Calls `change` with the container that holds the pointer's end; a pointer to the whole is not changed here. */
function changeAt(value: unknown, pointer: unknown, change: (container: Container, key: string) => void): void {
  const path = segments(pointer);
  const key = path.pop();
  if (key === undefined) throw new Error("the whole document cannot be removed");
  const parent = getAt(value, path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""));
  if (!isContainer(parent)) throw new Error(`there is nothing at ${String(pointer)}`);
  change(parent, key);
}

function add(value: unknown, path: unknown, added: unknown): unknown {
  if (path === "") return added;
  changeAt(value, path, (container, key) => {
    if (!Array.isArray(container)) container[key] = added;
    else container.splice(key === "-" ? container.length : indexIn(container, key, container.length + 1), 0, added);
  });
  return value;
}

function remove(value: unknown, path: unknown): unknown {
  getAt(value, path);
  changeAt(value, path, (container, key) => {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  });
  return value;
}

function perform(value: unknown, operation: unknown): unknown {
  if (!isMapping(operation)) throw new Error("every operation is a mapping with op and path");
  const { op, path, from, value: given } = operation;
  switch (op) {
    case "add":
      return add(value, path, structuredClone(given));
    case "remove":
      return remove(value, path);
    case "replace":
      return path === "" ? given : add(remove(value, path), path, structuredClone(given));
    case "copy":
      return add(value, path, structuredClone(getAt(value, from)));
    case "move": {
      const moved = getAt(value, from);
      return add(remove(value, from), path, moved);
    }
    case "test":
      if (!isDeepStrictEqual(getAt(value, path), given)) throw new Error(`the test at ${String(path)} does not hold`);
      return value;
    default:
      throw new Error(`${String(op)} is no operation`);
  }
}

/** RFC 6902. The value itself is left alone. Throws when an operation cannot be done. */
export function jsonPatch(value: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new Error("a patch of type json is a list of operations");
  return patch.reduce<unknown>(perform, structuredClone(value));
}
