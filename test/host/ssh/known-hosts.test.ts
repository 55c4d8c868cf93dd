import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fingerprint,
  formatKnownHost,
  judgeHostKey,
  keyType,
  knownHostName,
  knownKeyTypes,
  parseKnownHosts,
} from "../../../src/host/ssh/known-hosts.ts";
import { keygen } from "../../support/sshd.ts";

/** A key in the wire's form: its type, and bytes that stand for the rest. */
function key(type: string, seed: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(seed)]);
}

const ed = key("ssh-ed25519", "one");
const otherEd = key("ssh-ed25519", "two");
const rsa = key("ssh-rsa", "three");
const judge = (text: string, name: string, shown: Buffer) => judgeHostKey(parseKnownHosts(text), name, shown).is;

describe("known_hosts", () => {
  const line = (hosts: string, shown: Buffer, marker = "") =>
    `${marker}${hosts} ${keyType(shown)} ${shown.toString("base64")} a comment\n`;

  it.each([
    ["the same key", line("n1", ed), "n1", ed, "known"],
    ["another key", line("n1", otherEd), "n1", ed, "changed"],
    ["another type only", line("n1", rsa), "n1", ed, "changed"],
    ["both types", line("n1", rsa) + line("n1", ed), "n1", ed, "known"],
    ["another name", line("n2", ed), "n1", ed, "unknown"],
    ["a list of names", line("n2,n1,10.0.0.1", ed), "n1", ed, "known"],
    ["a wildcard", line("n*", ed), "n1", ed, "known"],
    ["a negated wildcard", line("n*,!n1", ed), "n1", ed, "unknown"],
    ["capitals", line("Node1", ed), "node1", ed, "known"],
    ["another port", line("[n1]:2222", ed), "n1", ed, "unknown"],
    ["its port", line("[n1]:2222", ed), "[n1]:2222", ed, "known"],
    ["a revoked key", line("*", ed, "@revoked ") + line("n1", ed), "n1", ed, "revoked"],
    ["another key revoked", line("*", otherEd, "@revoked ") + line("n1", ed), "n1", ed, "known"],
    ["an authority", line("*.org", rsa, "@cert-authority "), "a.org", ed, "authority"],
    ["an authority and the key", line("*", rsa, "@cert-authority ") + line("n1", ed), "n1", ed, "known"],
    ["a comment", `# ${line("n1", ed)}`, "n1", ed, "unknown"],
    ["a marker of the future", line("n1", ed, "@trusted "), "n1", ed, "unknown"],
    ["Windows' line ends", line("n1", ed).replace("\n", "\r\n"), "n1", ed, "known"],
  ])("%s", (_what, text, name, shown, expected) => {
    expect(judge(text, name, shown)).toBe(expected);
  });

  it("names of machines with another port than 22 have it in them", () => {
    expect(knownHostName("Node1", 22)).toBe("node1");
    expect(knownHostName("10.0.0.1", 2222)).toBe("[10.0.0.1]:2222");
    expect(knownHostName("fd00::1", 2222)).toBe("[fd00::1]:2222");
  });

  it("names the types of keys known for a name", () => {
    expect(knownKeyTypes(parseKnownHosts(line("n1", rsa) + line("n2", ed) + line("n1", rsa)), "n1")).toEqual([
      "ssh-rsa",
    ]);
  });

  it("a line that was written is read back, plain and hashed", () => {
    const name = fc.stringMatching(/^[a-z0-9.-]{1,20}$/).filter((text) => !text.startsWith("#"));
    const salt = fc.option(fc.uint8Array({ minLength: 20, maxLength: 20 }), { nil: undefined });
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 65_535 }), fc.string(), salt, (host, port, seed, bytes) => {
        const shown = key("ssh-ed25519", seed);
        const named = knownHostName(host, port);
        const text = `${formatKnownHost(named, shown, bytes && Buffer.from(bytes))}\n`;
        expect(judge(text, named, shown)).toBe("known");
        expect(judge(text, `${named}x`, shown)).toBe("unknown");
        expect(judge(text, named, key("ssh-ed25519", `${seed}.`))).toBe("changed");
      }),
    );
  });

  it("never throws, whatever stands in the file, in the name, in the key", () => {
    const words = fc.constantFrom(
      "@revoked",
      "@cert-authority",
      "|1|",
      "|1|x|y",
      "|2|a|b",
      "*",
      "!",
      "ssh-rsa",
      "AAAA",
      ",",
      "#",
      "\0",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(text, fc.string(), fc.uint8Array(), (file, name, bytes) => {
        judgeHostKey(parseKnownHosts(file), name, Buffer.from(bytes));
        knownKeyTypes(parseKnownHosts(file), name);
      }),
    );
  });
});

describe("known_hosts beside ssh-keygen", () => {
  const directory = mkdtempSync(join(tmpdir(), "kubewright-known-"));
  const at = (name: string): string => join(directory, name);
  let shown: Buffer;
  beforeAll(() => {
    keygen(at("key"), "ed25519");
    shown = Buffer.from(
      execFileSync("cat", [at("key.pub")])
        .toString()
        .split(" ")[1] ?? "",
      "base64",
    );
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("has the same fingerprint", () => {
    expect(execFileSync("ssh-keygen", ["-lf", at("key.pub")]).toString()).toContain(fingerprint(shown));
  });

  it("ssh-keygen finds what we hashed, and we find what it hashed", () => {
    writeFileSync(at("ours"), `${formatKnownHost("[n1]:2222", shown, Buffer.alloc(20, 7))}\n`);
    expect(execFileSync("ssh-keygen", ["-F", "[n1]:2222", "-f", at("ours")]).toString()).toContain("found");
    writeFileSync(at("its"), `${formatKnownHost("[n1]:2222", shown)}\n`);
    execFileSync("ssh-keygen", ["-H", "-f", at("its")], { stdio: "ignore" });
    const text = execFileSync("cat", [at("its")]).toString();
    expect(text).toMatch(/^\|1\|/);
    expect(judge(text, "[n1]:2222", shown)).toBe("known");
  });
});
