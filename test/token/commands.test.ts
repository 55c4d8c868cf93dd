import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ManyErrors } from "../../src/errors.ts";
import { type KubeClient, kubeClient } from "../../src/kube/client.ts";
import { objectPrinter } from "../../src/output/object-printer.ts";
import { type CreateTokenOptions, createToken, deleteTokens, listTokens } from "../../src/token/commands.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";

let server: FakeApiServer;
let client: KubeClient;
let base: CreateTokenOptions;
const now = new Date("2026-11-21T12:00:00Z");

beforeAll(async () => {
  server = new FakeApiServer({ now: () => now });
  await server.listen();
  const { cert, key } = server.clientPair("admin", ["system:masters"]);
  const ca = server.authority.cert;
  client = kubeClient({
    view: dialView(),
    server: { host: "127.0.0.1", port: server.port },
    ca,
    auth: { clientCert: cert, clientKey: key },
  });
  base = { access: { server: "https://10.0.0.1:6443", ca }, randomBytes, now };
});
afterAll(async () => {
  client.close();
  await server.stop();
});

describe("token create", () => {
  test("prints a new token and stores it for a day", async () => {
    const line = await createToken(client, base);
    expect(line).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
    const list = await listTokens(client, { print: null, now });
    expect(list).toContain(`${line.trim()}   1d `);
  });

  test("prints kubeadm's join command, its first word aside", async () => {
    const line = await createToken(client, { ...base, token: "aaaaaa.0123456789abcdef", printJoinCommand: true });
    expect(line).toMatch(
      /^kubewright join 10\.0\.0\.1:6443 --token aaaaaa\.0123456789abcdef --discovery-token-ca-cert-hash sha256:[0-9a-f]{64} \n$/,
    );
    const controlPlane = await createToken(client, { ...base, printJoinCommand: true, certificateKey: "k".repeat(64) });
    expect(controlPlane).toMatch(/ sha256:[0-9a-f]{64} --control-plane --certificate-key k{64}\n$/);
  });

  test("refuses a certificate key without a join command before it makes a token", async () => {
    const before = server.objects.all("v1", "Secret").length;
    await expect(createToken(client, { ...base, certificateKey: "k" })).rejects.toMatchObject({
      code: "CERTIFICATE_KEY_WITHOUT_JOIN",
      exitCode: 2,
    });
    expect(server.objects.all("v1", "Secret")).toHaveLength(before);
  });

  test("refuses an id that is taken, and stores nothing in a dry run", async () => {
    const options = { ...base, token: "bbbbbb.0123456789abcdef" };
    await createToken(client, { ...options, dryRun: true });
    expect(await createToken(client, options)).toBe("bbbbbb.0123456789abcdef\n");
    await expect(createToken(client, options)).rejects.toMatchObject({ code: "TOKEN_EXISTS" });
  });

  test("says all that is wrong with a token at once, and nothing of the token", async () => {
    const wrong = { ...base, token: "xx.very-secret", ttlMs: -1, usages: ["signing", "foo"], groups: ["bar"] };
    const error: unknown = await createToken(client, wrong).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ManyErrors);
    const codes = error instanceof ManyErrors ? error.errors.map((one) => one.code) : [];
    expect(codes).toEqual(["TOKEN_INVALID", "TOKEN_TTL", "TOKEN_USAGES", "TOKEN_GROUPS"]);
    expect(JSON.stringify(error)).not.toContain("very-secret");
  });

  test("makes a token for signing alone, without groups", async () => {
    await createToken(client, { ...base, token: "cccccc.0123456789abcdef", usages: ["signing"], ttlMs: 0 });
    expect(
      await listTokens(client, { print: await objectPrinter({ kind: "json" }, { allowMissing: true }), now }),
    ).toMatch(/"token": "cccccc[^}]*"usages": \[\s*"signing"\s*\]\s*\}/);
  });
});

describe("token delete", () => {
  test("deletes tokens named by id or in full", async () => {
    await createToken(client, { ...base, token: "dddddd.0123456789abcdef" });
    await createToken(client, { ...base, token: "eeeeee.0123456789abcdef" });
    const text = await deleteTokens(client, ["dddddd", "eeeeee.0123456789abcdef", "dddddd"]);
    expect(text).toBe('bootstrap token "dddddd" deleted\nbootstrap token "eeeeee" deleted\n');
  });

  test("deletes none when one is not there", async () => {
    await createToken(client, { ...base, token: "ffffff.0123456789abcdef" });
    await expect(deleteTokens(client, ["ffffff", "zzzzzz"])).rejects.toMatchObject({
      code: "TOKEN_NOT_FOUND",
      what: expect.stringContaining("zzzzzz"),
    });
    expect(await listTokens(client, { print: null, now })).toContain("ffffff.");
  });

  test.each([[["UPPER1"]], [["abcdef.short"]], [["../../x"]]])("refuses %s and does not repeat it", async (named) => {
    const error: unknown = await deleteTokens(client, named).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "TOKEN_INVALID",
      exitCode: 2,
      what: expect.not.stringContaining(named[0] ?? ""),
    });
  });
});
