import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KubewrightError, ManyErrors } from "../../src/errors.ts";
import { diffLines } from "../../src/report/diff-lines.ts";
import { duration } from "../../src/report/duration.ts";
import { failureExitCode, failureRecords, failureText } from "../../src/report/failure.ts";
import { initNextSteps } from "../../src/report/init-next-steps.ts";
import { joinNextSteps } from "../../src/report/join-next-steps.ts";
import { jsonLine } from "../../src/report/json-line.ts";
import { maskedObject, maskedText } from "../../src/report/mask.ts";
import { printable } from "../../src/report/printable.ts";
import { resetNextSteps } from "../../src/report/reset-next-steps.ts";
import { hang, wrap } from "../../src/report/wrap.ts";
import { anyText } from "../support/any-text.ts";

const look = { columns: 80, hasColor: false };

describe("wrap()", () => {
  test("breaks at spaces and keeps every word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z/.-]{1,20}$/), { minLength: 1 }),
        fc.integer({ min: 20, max: 100 }),
        (words, columns) => {
          const lines = wrap(words.join(" "), columns);
          expect(lines.join(" ")).toBe(words.join(" "));
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  test("leaves a word that is too long whole, so that it can be copied", () => {
    expect(wrap(`a ${"x".repeat(30)} b`, 20)).toEqual(["a", "x".repeat(30), "b"]);
  });

  test("hang() indents what follows the mark", () => {
    expect(hang("! ", "one two", 6)).toEqual(["! one", "  two"]);
  });
});

describe("printable()", () => {
  test("takes escape sequences, control characters and reading-direction marks out of a host's text", () => {
    expect(printable("\u001b[31mred\u001b[0m \u001b]0;title\u0007\u0008\u202etxt\tend\r\nnext")).toBe(
      "red txt  end\nnext",
    );
  });

  test("leaves nothing that a terminal would obey", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(printable(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

test("duration() is short and exact enough", () => {
  const shown = [0, 49, 400, 12_340, 59_940, 59_960, 123_000, 3_725_000].map(duration);
  expect(shown).toEqual(["0.0s", "0.0s", "0.4s", "12.3s", "59.9s", "1m00s", "2m03s", "1h02m"]);
});

describe("a failure", () => {
  test("names every error at once and gives the first one's exit code", () => {
    const one = new KubewrightError("A_ONE", { what: "First.", next: "Do this.", exitCode: 3 });
    const two = new KubewrightError("A_TWO", { what: "Second.", next: "Do that.", exitCode: 5 });
    const text = failureText(new ManyErrors([one, two]), look);
    for (const part of ["First.", "Second.", "Do this.", "Do that.", "A_ONE", "A_TWO"]) expect(text).toContain(part);
    expect(failureExitCode(new ManyErrors([one, two]))).toBe(3);
  });

  test("that several share a cause with is said once, with all that failed", () => {
    const failed = (path: string, why = "the disk is full") =>
      new KubewrightError("A_WRITE", { what: `${path} could not be written.`, why, next: "Make room.", node: "cp1" });
    const all = [failed("/a"), failed("/b", "it is read-only"), failed("/c")];
    const text = failureText(new ManyErrors(all), look);
    expect(text).toBe(
      [
        "✘ cp1: /a could not be written.",
        "✘ cp1: /c could not be written.",
        "  the disk is full",
        "  Next: Make room.",
        "  (A_WRITE)",
        "",
        "✘ cp1: /b could not be written.",
        "  it is read-only",
        "  Next: Make room.",
        "  (A_WRITE)",
        "",
      ].join("\n"),
    );
    expect(failureRecords(new ManyErrors(all))).toHaveLength(3);
  });

  test("has no stack trace and no control characters, also when it is a fault of this program", () => {
    const text = failureText(new TypeError("\u001b[2Jx is undefined"), look);
    expect(text).toContain("TypeError: x is undefined");
    expect(text).toContain("INTERNAL");
    expect(text).not.toMatch(/\bat .*:\d+/);
    expect(text).not.toContain("\u001b");
    expect(failureExitCode(new TypeError("x"))).toBe(1);
  });

  test("is one record for each error in JSON", () => {
    const error = new KubewrightError("A_ONE", { what: "First.", next: "Do this.", node: "cp1" });
    expect(failureRecords(error)).toEqual([
      { type: "error", code: "A_ONE", what: "First.", why: undefined, next: "Do this.", node: "cp1", step: undefined },
    ]);
  });
});

describe("masking", () => {
  test("hides a Secret object's values, its keys stay", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s", uid: "1" },
      data: { key: "aHVudGVyMg==" },
      stringData: { other: "hunter2" },
    };
    expect(maskedObject(secret)).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      data: { key: "***" },
      stringData: { other: "***" },
    });
  });

  test("leaves kubectl's copy of a Secret object out", () => {
    const annotations = {
      "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"a":"hunter2"}}',
      note: "kept",
    };
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s", annotations } };
    expect(maskedObject(secret)["metadata"]).toEqual({ name: "s", annotations: { note: "kept" } });
  });

  test("hides private keys and the telling lines of a kubeconfig in any text", () => {
    const text =
      "users:\n- user:\n    client-key-data: aHVudGVyMg==\n    token: hunter2\n-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----\n";
    expect(maskedText(text)).toBe("users:\n- user:\n    client-key-data: ***\n    token: ***\n***\n");
  });
});

describe("diffLines()", () => {
  test("shows what differs with two lines around it", () => {
    expect(diffLines("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nfive\n6\n")).toEqual([
      "@@ line 3",
      "  3",
      "  4",
      "- 5",
      "+ five",
      "  6",
    ]);
  });

  test("is empty exactly when the texts are equal", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        expect(diffLines(one, one)).toEqual([]);
        if (one !== two && `${one}\n` !== two && one !== `${two}\n`) expect(diffLines(one, two)).not.toEqual([]);
      }),
    );
  });
});

describe("last words", () => {
  const facts = {
    changed: true,
    kubeconfig: "/etc/kubernetes/admin.conf",
    endpoint: "10.0.0.11:6443",
    token: "abcdef.0123456789abcdef",
    caHashes: [`sha256:${"0".repeat(64)}`],
    certificateKey: "f".repeat(64),
    showToken: true,
    showCertificateKey: true,
    columns: 80,
  };

  test("after init: kubeconfig, network, join commands", async () => {
    await expect(initNextSteps(facts).text).toMatchFileSnapshot("../golden/screens/init-next-steps.txt");
  });

  test("after init without printing token and certificate key", () => {
    const { text, record } = initNextSteps({ ...facts, showToken: false, showCertificateKey: false });
    for (const shown of [text, JSON.stringify(record)]) {
      expect(shown).not.toContain(facts.token);
      expect(shown).not.toContain(facts.certificateKey);
    }
  });

  test("after a second init: nothing to change", () => {
    expect(initNextSteps({ ...facts, changed: false }).text).toContain("Nothing to change");
  });

  test("the join command can be pasted into a shell", () => {
    const { text } = initNextSteps(facts);
    const pasted = text.slice(text.lastIndexOf("  kubewright join")).replaceAll("\\\n", " ").trim().split(/\s+/);
    expect(pasted).toEqual([
      "kubewright",
      "join",
      facts.endpoint,
      "--token",
      facts.token,
      "--discovery-token-ca-cert-hash",
      facts.caHashes[0],
    ]);
  });

  test("after join and reset", async () => {
    const join = {
      changed: true,
      node: "w1",
      isControlPlane: false,
      kubeconfig: "/etc/kubernetes/admin.conf",
      columns: 80,
    };
    const texts = [
      joinNextSteps(join),
      joinNextSteps({ ...join, isControlPlane: true }),
      joinNextSteps({ ...join, changed: false }),
    ];
    const resets = [
      resetNextSteps({ changed: true, left: ["/etc/cni/net.d"], columns: 80 }),
      resetNextSteps({ changed: false, left: [], columns: 80 }),
    ];
    await expect([...texts, ...resets].map(({ text }) => text).join("----\n")).toMatchFileSnapshot(
      "../golden/screens/join-reset-next-steps.txt",
    );
  });
});

test("a line of JSON holds nothing that a terminal obeys, and means the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("\u001b[2J", "\u009b2J", "\u202e", "\u2028", "\n", "é", "x", "\\")),
      (parts) => {
        const record = { text: parts.join("") };
        for (const indent of [0, 2]) {
          const line = jsonLine(record, indent);
          expect(JSON.parse(line)).toEqual(record);
          expect(line.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u);
          expect(line.endsWith("\n")).toBe(true);
        }
      },
    ),
  );
});
