import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownKind, query, resourcePath } from "../../src/kube/resource-path.ts";

const secrets = { plural: "secrets", namespaced: true };

describe("the path of an object", () => {
  test.each([
    [{ apiVersion: "v1", namespace: "kube-system" }, secrets, "s", "/api/v1/namespaces/kube-system/secrets/s"],
    [{ apiVersion: "v1" }, secrets, undefined, "/api/v1/secrets"],
    [{ apiVersion: "v1" }, secrets, "s", "/api/v1/namespaces/default/secrets/s"],
    [{ apiVersion: "v1", namespace: "x" }, { plural: "nodes", namespaced: false }, "n", "/api/v1/nodes/n"],
    [
      { apiVersion: "apps/v1", namespace: "x" },
      { plural: "daemonsets", namespaced: true },
      "system:d",
      "/apis/apps/v1/namespaces/x/daemonsets/system%3Ad",
    ],
  ])("is the API's: %o", (where, kind, name, path) => {
    expect(resourcePath(where, kind, name)).toBe(path);
  });

  test.each(["", ".", "..", "a/b", "%2e%2e"])("is refused for the name %j, which would lead elsewhere", (name) => {
    expect(() => resourcePath({ apiVersion: "v1", namespace: "x" }, secrets, name)).toThrow(
      expect.objectContaining({ code: "KUBE_INVALID" }),
    );
    expect(() => resourcePath({ apiVersion: "v1", namespace: name }, secrets, "s")).toThrow(
      expect.objectContaining({ code: "KUBE_INVALID" }),
    );
  });

  test("of any name stays below its collection", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        let path = "";
        try {
          path = resourcePath({ apiVersion: "v1", namespace: "x" }, secrets, name);
        } catch {
          return;
        }
        expect(new URL(path, "https://host").pathname).toMatch(/^\/api\/v1\/namespaces\/x\/secrets\/[^/]+$/);
      }),
    );
  });
});

test("a kind is found by its group, whatever the version", () => {
  expect(knownKind("apps/v1beta2", "Deployment")?.plural).toBe("deployments");
  expect(knownKind("v1", "Deployment")).toBeUndefined();
  expect(knownKind("v1", "toString")).toBeUndefined();
});

test("a query holds what is set, encoded", () => {
  expect(query({ a: "x=y,z", b: undefined, c: false, d: true, e: 0 })).toBe("?a=x%3Dy%2Cz&d=true&e=0");
  expect(query({ a: undefined })).toBe("");
});
