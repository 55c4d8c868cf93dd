import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KubewrightError } from "../../../src/errors.ts";
import { parseSshConfig } from "../../../src/host/ssh/config-nodes.ts";
import { type Hop, type HopQuery, placeOf, resolveHop } from "../../../src/host/ssh/hop.ts";
import { parseJump } from "../../../src/host/ssh/jump.ts";
import { sshCommand } from "../../../src/host/ssh/ssh-command.ts";

const local = { name: "me", home: "/home/me", environment: { SSH_AUTH_SOCK: "/run/agent", KEYS: "/keys" } };
const resolve = (text: string, query: HopQuery = { alias: "n1" }): Hop =>
  resolveHop(parseSshConfig(text, "config"), query, local);

it.each([
  [{ name: "n1", alias: "n1" }, "n1"],
  [{ name: "n1", alias: "10.0.0.11" }, "n1 (10.0.0.11)"],
  [{ name: "root@w2:2222", alias: "w2" }, "w2"],
])("the machine %j is asked about as %s", (hop, place) => {
  expect(placeOf(hop)).toBe(place);
});

describe("the ssh configuration", () => {
  it("says nothing: ssh's own defaults", () => {
    expect(resolve("")).toEqual({
      name: "n1",
      alias: "n1",
      hostName: "n1",
      port: 22,
      user: "me",
      identityFiles: ["/home/me/.ssh/id_rsa", "/home/me/.ssh/id_ecdsa", "/home/me/.ssh/id_ed25519"],
      namesIdentities: false,
      identitiesOnly: false,
      agentSocket: "/run/agent",
      jumps: [],
      hostKeyAlias: null,
      connectTimeoutMs: 10_000,
      aliveIntervalMs: 15_000,
      aliveCount: 3,
      knownHostsFiles: [
        "/home/me/.ssh/known_hosts",
        "/home/me/.ssh/known_hosts2",
        "/etc/ssh/ssh_known_hosts",
        "/etc/ssh/ssh_known_hosts2",
      ],
      newKeysFile: "/home/me/.ssh/known_hosts",
      revokedKeysFile: null,
      acceptsNewKeys: false,
      hashesNames: false,
      proxyCommand: null,
    } satisfies Hop);
  });

  const cases: readonly (readonly [string, string, HopQuery, Partial<Hop>])[] = [
    ["the first word counts", "Host n1\n Port 1\nHost *\n Port 2\n User u\n", { alias: "n1" }, { port: 1, user: "u" }],
    [
      "what was said beside the name counts most",
      "Port 1\nUser u",
      { alias: "n1", port: 5, user: "x" },
      { port: 5, user: "x" },
    ],
    ["patterns and negations", "Host n* !n1\n Port 9\nHost n?\n Port 3", { alias: "n1" }, { port: 3 }],
    ["%h in HostName", "HostName %h.example.org", { alias: "n1" }, { hostName: "n1.example.org" }],
    ["keywords in any case, with =", "hostNAME=10.0.0.1\nPORT = 7", { alias: "n1" }, { hostName: "10.0.0.1", port: 7 }],
    [
      "identity files add up, with tokens",
      `IdentityFile ~/.ssh/%h\nHost *\n IdentityFile %d/two\n IdentityFile \${KEYS}/%r-%p`,
      { alias: "n1" },
      { identityFiles: ["/home/me/.ssh/n1", "/home/me/two", "/keys/me-22"], namesIdentities: true },
    ],
    [
      "an identity file given beside the name stands alone",
      "IdentityFile a",
      { alias: "n1", identityFiles: ["~/k"] },
      { identityFiles: ["/home/me/k"] },
    ],
    [
      "a quoted file name with a blank",
      'IdentityFile "~/my keys/id"',
      { alias: "n1" },
      { identityFiles: ["/home/me/my keys/id"] },
    ],
    ["IdentitiesOnly", "IdentitiesOnly yes", { alias: "n1" }, { identitiesOnly: true }],
    ["a chain of jumps", "ProxyJump a,b@c:22", { alias: "n1" }, { jumps: ["a", "b@c:22"] }],
    ["ProxyJump none", "Host n1\n ProxyJump none\nHost *\n ProxyJump b", { alias: "n1" }, { jumps: [] }],
    ["no machine is reached over itself", "Host *\n ProxyJump u@n1", { alias: "n1" }, { jumps: [] }],
    ["ProxyCommand is named", "ProxyCommand nc %h %p", { alias: "n1" }, { proxyCommand: "nc %h %p" }],
    [
      "a jump stands before a command",
      "ProxyJump b\nProxyCommand nc",
      { alias: "n1" },
      { proxyCommand: null, jumps: ["b"] },
    ],
    [
      "a command that stands first leaves no room for a jump",
      "Host n1\n ProxyCommand nc\nHost *\n ProxyJump b",
      { alias: "n1" },
      { proxyCommand: "nc", jumps: [] },
    ],
    [
      "a jump given beside the name stands before all",
      "ProxyCommand nc",
      { alias: "n1", proxyJump: "b" },
      { jumps: ["b"] },
    ],
    ["an accepted key has no place", "UserKnownHostsFile none", { alias: "n1" }, { newKeysFile: null }],
    ["HostKeyAlias", "HostKeyAlias real", { alias: "n1" }, { hostKeyAlias: "real" }],
    ["ConnectTimeout", "ConnectTimeout 3", { alias: "n1" }, { connectTimeoutMs: 3000 }],
    [
      "ServerAliveInterval",
      "ServerAliveInterval 2\nServerAliveCountMax 5",
      { alias: "n1" },
      { aliveIntervalMs: 2000, aliveCount: 5 },
    ],
    ["ServerAliveInterval 0", "ServerAliveInterval 0", { alias: "n1" }, { aliveIntervalMs: 15_000 }],
    [
      "several known_hosts",
      "UserKnownHostsFile ~/a /b\nGlobalKnownHostsFile none",
      { alias: "n1" },
      { knownHostsFiles: ["/home/me/a", "/b"] },
    ],
    ["StrictHostKeyChecking no", "StrictHostKeyChecking no", { alias: "n1" }, { acceptsNewKeys: true }],
    ["StrictHostKeyChecking ask", "StrictHostKeyChecking ask", { alias: "n1" }, { acceptsNewKeys: false }],
    ["IdentityAgent none", "IdentityAgent none", { alias: "n1" }, { agentSocket: null }],
    [
      "IdentityAgent with a path",
      "IdentityAgent ~/agent.sock",
      { alias: "n1" },
      { agentSocket: "/home/me/agent.sock" },
    ],
    ["Match host and user", "Match host n1 user me\n Port 4", { alias: "n1" }, { port: 4 }],
    ["Match another user", "Match user you\n Port 4", { alias: "n1" }, { port: 22 }],
    ["Match negated", "Match !host n2\n Port 4", { alias: "n1" }, { port: 4 }],
    ["Match all", "Match all\n Port 4", { alias: "n1" }, { port: 4 }],
    ["Match host means the HostName", "HostName x\nMatch host x\n Port 4", { alias: "n1" }, { port: 4 }],
    [
      "Match exec never holds, and runs nothing",
      'Match exec "touch /tmp/kubewright-never"\n Port 4',
      { alias: "n1" },
      { port: 22 },
    ],
    ["comments and empty lines", "# Port 1\n\n  # more\nPort 2 # three\n", { alias: "n1" }, { port: 2 }],
    [
      "what vagrant prints",
      'Host cp1\n  HostName 127.0.0.1\n  User vagrant\n  Port 2222\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n  PasswordAuthentication no\n  IdentityFile "/v/private key"\n  IdentitiesOnly yes\n  LogLevel FATAL\n',
      { alias: "cp1" },
      {
        hostName: "127.0.0.1",
        port: 2222,
        user: "vagrant",
        identityFiles: ["/v/private key"],
        identitiesOnly: true,
        acceptsNewKeys: true,
      },
    ],
  ];
  it.each(cases)("%s", (_what, text, query, expected) => {
    expect(resolve(text, query)).toMatchObject(expected);
  });

  it.each(["Port", "Port 0", "Port x", "Port 70000", "Host\nPort 1", 'IdentityFile "open', "ConnectTimeout soon"])(
    "%j is refused with its code",
    (text) => {
      expect(() => resolve(text)).toThrowError(expect.objectContaining({ code: "HOST_SSH_CONFIG_INVALID" }));
    },
  );

  it("never throws anything else, whatever the file says", () => {
    const words = fc.constantFrom(
      "Host",
      "Match",
      "Include",
      "Port",
      "IdentityFile",
      "ProxyJump",
      "*",
      "!",
      '"',
      "\\",
      "=",
      "#",
      "\n",
      "\r\n",
      "%h",
      "all",
      "exec",
      " ",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words, { maxLength: 30 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(text, fc.string(), (file, alias) => {
        try {
          resolve(file, { alias });
        } catch (error) {
          expect(error).toBeInstanceOf(KubewrightError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("takes the first word for a host, whatever order the blocks stand in", () => {
    const pattern = fc.constantFrom("n1", "n2", "n*", "*", "?1");
    const blocks = fc.array(fc.record({ pattern, port: fc.integer({ min: 1, max: 65_535 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(blocks, (all) => {
        const text = all.map((block) => `Host ${block.pattern}\n  Port ${block.port}\n`).join("");
        const first = all.find((block) => block.pattern !== "n2");
        expect(resolve(text).port).toBe(first?.port ?? 22);
      }),
    );
  });
});

describe("parseJump()", () => {
  it.each([
    ["b", { alias: "b" }],
    ["u@b", { alias: "b", user: "u" }],
    ["u@b:2222", { alias: "b", user: "u", port: 2222 }],
    ["[fd00::1]:2222", { alias: "fd00::1", port: 2222 }],
    ["ssh://u@b:1/", { alias: "b", user: "u", port: 1 }],
  ])("%s", (text, expected) => {
    expect(parseJump(text)).toMatchObject(expected);
  });

  it.each(["", "u@", "b:x", "b:0", "a b c:1:2"])("%j is refused", (text) => {
    expect(() => parseJump(text)).toThrowError(expect.objectContaining({ code: "HOST_SSH_CONFIG_INVALID" }));
  });

  it("a jump that was written is read back", () => {
    const user = fc.option(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), { nil: undefined });
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    fc.assert(
      fc.property(user, fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/), port, (name, alias, at) => {
        const text = `${name === undefined ? "" : `${name}@`}${alias}${at === undefined ? "" : `:${at}`}`;
        expect(parseJump(text)).toEqual({ alias, user: name, port: at });
      }),
    );
  });
});

it("what a person is told to type goes over the machines in between, as the login does", () => {
  expect(sshCommand(resolve("", { alias: "n1" }))).toBe("ssh me@n1 true");
  const far = resolve("Host n1\n ProxyJump a,b@c:22\n Port 2222\n User u", { alias: "n1" });
  expect(sshCommand(far)).toBe("ssh -p 2222 -J a,b@c:22 u@n1 true");
});

it("a user of a jump may have an @ in its name", () => {
  expect(parseJump("me@corp.example@bastion:22")).toEqual({ alias: "bastion", user: "me@corp.example", port: 22 });
});
