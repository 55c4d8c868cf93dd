import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import type { DataMap } from "../../src/output/data.ts";
import { objectPrinter } from "../../src/output/object-printer.ts";
import { readOutputForm } from "../../src/output/output-form.ts";

interface Case {
  readonly object: string;
  readonly output: string;
  readonly strict?: boolean;
  /** What real kubeadm's printer printed; nothing when it refused. */
  readonly printed?: string;
}

/** Recorded by record.go, which lies beside it. */
const corpus: { readonly objects: Readonly<Record<string, DataMap>>; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../fixtures/output/kubeadm-1.36.3.json", import.meta.url), "utf8"),
);

async function print({ object, output, strict = false }: Case): Promise<string | null> {
  try {
    const form = await readOutputForm(output, async () => {
      throw new KubewrightError("CONFIG_UNREADABLE", { what: "not there", next: "look" });
    });
    const printer = await objectPrinter(form, { allowMissing: !strict });
    return printer?.([corpus.objects[object] ?? {}]) ?? "";
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    expect(error.what).not.toContain("abcdef.0123456789abcdef");
    return null;
  }
}

/** What is not as with kubeadm, on purpose (docs/decisions/0011-output-templates.md). Null: we refuse it. */
const reasons: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  "a map's fields come in the order of their names, with Go in any": {
    "jsonpath={.*}":
      'output.kubeadm.k8s.io/v1alpha3 it\'s <b> & "c" 2026-11-21T16:16:31Z ["system:bootstrappers:kubeadm:default-node-token"] BootstrapToken abcdef.0123456789abcdef ["authentication","signing"]',
    "jsonpath={..name}": "ca admin.conf apiserver super-admin.conf",
  },
  "whole numbers stay whole": {
    "jsonpath={.certificates[0].residualTime}": "31535999",
    'jsonpath={range .certificates[*]}{.name}{"\\t"}{.residualTime}{"\\n"}{end}':
      "admin.conf\t31535999\napiserver\t99\nsuper-admin.conf\t0\n",
    'jsonpath={.certificates[?(@.name=="admin.conf")].residualTime}': "31535999",
    "jsonpath={.certificates[?(@.residualTime<100)].name}": "apiserver super-admin.conf",
  },
  "a range without an end is a mistake": { "jsonpath={range .usages[*]}{@}": null, "jsonpath={range}": null },
  "only what the objects hold can be counted, compared and printed: whole numbers and texts": {
    "go-template={{range 3}}{{.}}{{end}}": null,
    'go-template={{printf "%6.2f|%g|%e" 3.14159 2.5 1000.0}}': null,
    'go-template={{printf "%v|%v" 1.0 1e21}}': null,
    "go-template={{ge 1.5 1.5}}": null,
    "go-template={{1.5}}": null,
    "go-template={{1e6}}": null,
    "go-template={{1e21}}": null,
    "go-template={{0x10}}": null,
    "go-template={{'a'}}": null,
    "go-template={{print 1.0 2.5}}": null,
    'go-template={{ printf "%05.1f|" 3.14 }}': null,
  },
  "verbs of printf that are about Go, numbers of other bases and computed widths are refused": {
    'go-template={{printf "%T" .}}': null,
    'go-template={{printf "%z" 1}}': null,
    'go-template={{printf "%*d" 5 1}}': null,
    'go-template={{printf "%X|%o|%b|%c|%U" 255 8 5 65 65}}': null,
    'go-template={{printf "%#v" "a"}}': null,
  },
  "functions and actions for documents of several pieces are refused": {
    "go-template={{html .description}}": null,
    "go-template={{js .description}}": null,
    "go-template={{urlquery .description}}": null,
    'go-template={{define "x"}}y{{end}}{{template "x"}}': null,
    'go-template={{block "x" .}}y{{end}}': null,
  },
};
const differences = new Map(Object.values(reasons).flatMap((each) => Object.entries(each)));

const name = ({ object, output, strict }: Case) => `${object} ${output}${strict === true ? " (strict)" : ""}`;

describe("what is printed of kubeadm's objects with -o is what kubeadm prints", () => {
  test.each(corpus.cases.map((each) => [name(each), each] as const))("%j", async (title, each) => {
    const known = differences.get(each.output);
    expect(await print(each), title).toBe(known === undefined ? (each.printed ?? null) : known);
  });

  test("every difference is one", () => {
    const alike = corpus.cases.filter(({ output, printed = null }) => differences.get(output) === printed);
    expect(alike.map(({ output }) => output)).toEqual([]);
    const recorded = corpus.cases.map(({ output }) => output);
    expect([...differences.keys()].filter((output) => !recorded.includes(output))).toEqual([]);
  });
});
