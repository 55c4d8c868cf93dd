import { expect, test } from "vitest";
import { asErrors, throwable } from "../../src/engine/fail.ts";
import { KubewrightError } from "../../src/errors.ts";

const broken = (node?: string) =>
  new KubewrightError("KUBE_UNREACHABLE", {
    what: "https://10.0.0.1:6443 broke the connection",
    next: "Look at the API server.",
    ...(node === undefined ? {} : { node }),
  });

test("what several writes of one step say alike is told once", () => {
  const error = broken();
  expect(throwable([error, broken(), broken()])).toBe(error);
});

test("what is said of two hosts, or for another reason, is told each time", () => {
  const other = new KubewrightError("KUBE_UNREACHABLE", { what: "another", next: "Look at the API server." });
  const errors = [broken("cp1"), broken("cp2"), other];
  expect(asErrors(throwable([...errors, broken("cp1")]))).toEqual(errors);
});
