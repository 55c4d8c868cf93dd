import { describe, expect, it } from "vitest";
import type { Change } from "../../src/engine/change.ts";
import { changeLines } from "../../src/engine/diff.ts";
import { directoryState, symlinkState, textState } from "../../src/host/file-state.ts";
import type { FileState } from "../../src/host/host.ts";
import { Secret } from "../../src/secret.ts";

const file = (before: FileState | null, after: FileState | null): Change => ({
  kind: "file",
  path: "/f",
  before,
  after,
});
const configMap = (data: object, kind = "ConfigMap") => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "c", namespace: "ns", resourceVersion: "1" },
  data,
});

describe("changeLines()", () => {
  it("shows a new file whole", async () => {
    expect(await changeLines(file(null, textState("a\nb\n", 0o600)))).toEqual(["+ /f  0600", "    +a", "    +b"]);
  });

  it("shows only what differs, with its context", async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`);
    const shown = await changeLines(
      file(textState(lines.join("\n")), textState(lines.join("\n").replace("line 10", "ten"))),
    );
    expect(shown).toEqual([
      "~ /f  0644",
      ...[
        "     line 7",
        "     line 8",
        "     line 9",
        "    -line 10",
        "    +ten",
        "     line 11",
        "     line 12",
        "     line 13",
      ],
    ]);
  });

  it("shows mode and owner", async () => {
    expect(await changeLines(file(textState("a", 0o644), textState("a", 0o600, "1:2")))).toEqual([
      "~ /f  0600",
      "    mode 0644 becomes 0600",
      "    owner 0:0 becomes 1:2",
    ]);
  });

  it("never shows a secret, whichever side holds it", async () => {
    const secret = textState(new Secret("very secret"), 0o600);
    const shown = await Promise.all(
      [
        file(null, secret),
        file(secret, null),
        file(secret, textState("plain now")),
        file(textState("plain"), secret),
        file(secret, textState(new Secret("other"), 0o644)),
      ].map(changeLines),
    );
    expect(shown.flat().join("\n")).not.toContain("very secret");
    expect(shown[0]).toEqual(["+ /f  0600", "    + ***"]);
    expect(shown[4]).toEqual(["~ /f  0644", "    mode 0600 becomes 0644", "    - ***", "    + ***"]);
  });

  it("shows links, directories and removals by their path", async () => {
    expect(await changeLines(file(null, symlinkState("/t")))).toEqual(["+ /f", "    -> /t"]);
    expect(await changeLines(file(null, directoryState(0o700)))).toEqual(["+ /f  0700"]);
    expect(await changeLines(file(textState("x"), null))).toEqual(["- /f"]);
    expect(await changeLines(file(textState("x"), symlinkState("/t")))).toContain("    a file becomes a symlink");
  });

  it("shows an object's difference without what the server keeps for itself", async () => {
    const change: Change = {
      kind: "object",
      write: { verb: "apply", object: configMap({ x: "2" }) },
      before: configMap({ x: "1" }),
      after: { ...configMap({ x: "2" }), metadata: { name: "c", namespace: "ns", resourceVersion: "9" } },
    };
    const shown = await changeLines(change);
    expect(shown[0]).toBe("~ ConfigMap ns/c");
    expect(shown.filter((line) => /^ {4}[+-]/.test(line))).toEqual(['    -    "x": "1"', '    +    "x": "2"']);
  });

  it("shows that a Secret object differs, and not how", async () => {
    const object = configMap({ password: "aHVudGVyMg==" }, "Secret");
    const change: Change = {
      kind: "object",
      write: { verb: "apply", object },
      before: configMap({ password: "b2xk" }, "Secret"),
      after: object,
    };
    expect(await changeLines(change)).toEqual(["~ Secret ns/c", "    ~ ***"]);
  });

  it("says when what is there cannot be known", async () => {
    const change: Change = {
      kind: "object",
      write: { verb: "apply", object: configMap({}) },
      before: "unknown",
      after: configMap({}),
    };
    expect((await changeLines(change)).slice(0, 2)).toEqual([
      "+ ConfigMap ns/c",
      "    what is there now is known after the API server answers",
    ]);
  });

  it("shows a command as a shell would take it, and its input as a secret", async () => {
    const change: Change = {
      kind: "command",
      title: "Do it",
      command: { argv: ["do", "a b"], stdin: new Secret("x") },
      makes: [],
    };
    expect(await changeLines(change)).toEqual(["> Do it", "    do 'a b' < ***"]);
  });
});
