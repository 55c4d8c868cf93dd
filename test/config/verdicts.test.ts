import { expect, test } from "vitest";
import { validateConfig } from "../../src/config/validate-config.ts";
import { KubewrightError, ManyErrors } from "../../src/errors.ts";
import { corpus, fileExists, type Verdict } from "./support/corpus.ts";

function verdictOf(name: string, text: string): { verdict: Verdict; errors: readonly KubewrightError[] } {
  try {
    validateConfig({ source: { name: `${name}.yaml`, text }, fileExists });
    return { verdict: "accepted", errors: [] };
  } catch (error) {
    if (error instanceof ManyErrors) return { verdict: "refused", errors: error.errors };
    if (error instanceof KubewrightError) return { verdict: "refused", errors: [error] };
    throw error;
  }
}

test("the corpus is large, and half of it is wrong", () => {
  const files = corpus();
  expect(files.length).toBeGreaterThan(150);
  expect(files.filter((file) => file.verdict === "refused").length).toBeGreaterThan(60);
});

test.each(corpus())("$path is $verdict, as by kubeadm", ({ name, text, verdict }) => {
  expect(verdictOf(name, text)).toMatchObject({ verdict });
});

test.each(corpus().filter((file) => file.verdict === "refused"))(
  "$path is refused with exit code 2, a place and something to do",
  ({ name, text }) => {
    for (const error of verdictOf(name, text).errors) {
      expect(error.exitCode).toBe(2);
      expect(error.what).toContain(`${name}.yaml`);
      expect(error.next).not.toBe("");
    }
  },
);
