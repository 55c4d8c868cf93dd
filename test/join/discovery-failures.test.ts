import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { Eavesdropper } from "../support/eavesdropper.ts";
import { testCertificate } from "../support/test-certificates.ts";
import {
  authority,
  clusterInfo,
  join,
  newMachine,
  objects,
  pins,
  token,
  tokenSecret,
  type Wish,
} from "./joining-scene.ts";

const dayMs = 86_400_000;
const wrongPin = `sha256:${"0".repeat(64)}`;

/** An address at which this happens to each connection. */
function answering(accept: (stream: Duplex) => void): Wish {
  const machine = newMachine();
  machine.listen(
    6443,
    (stream) => {
      stream.on("error", () => undefined);
      accept(stream);
    },
    "peer",
  );
  return { endpoint: `${machine.address}:6443` };
}

/** An API server of the cluster that shows such a certificate, made by the cluster's own CA. */
function showing(wish: { notBefore?: Date; notAfter?: Date; dnsNames?: string[] }): Wish {
  const machine = newMachine();
  const common = { commonName: "kube-apiserver", dnsNames: [machine.name] };
  const body = JSON.stringify(clusterInfo());
  const server = new Eavesdropper(testCertificate(authority, { ...common, ...wish }), () => ({ status: 200, body }));
  machine.listen(6443, server.accept, "kube-apiserver");
  return { endpoint: `${machine.name}:6443` };
}

function web(): Wish {
  const server = new Eavesdropper(testCertificate(authority, { commonName: "www" }), () => ({
    status: 200,
    body: "<html>",
  }));
  return answering(server.accept);
}

/** A moment in which the cluster's object is another; the answer puts it back. */
function changed(object: KubeObject, change: (object: KubeObject) => KubeObject): () => void {
  objects().put(change(object));
  return () =>
    void objects().put({
      ...object,
      metadata: { ...object.metadata, resourceVersion: undefined } as KubeObject["metadata"],
    });
}

interface Failure {
  readonly name: string;
  readonly code: string;
  readonly exitCode: number;
  /** What its words say: of the reason and of what to do. */
  readonly says: readonly RegExp[];
  readonly wish: () => Wish;
  readonly before?: () => () => void;
}

const tokenObject = (): KubeObject => {
  const ref = {
    apiVersion: "v1",
    kind: "Secret",
    namespace: "kube-system",
    name: `bootstrap-token-${token.slice(0, 6)}`,
  };
  const found = objects().get(ref);
  if (found === null) throw new Error("the token is not stored");
  return found;
};
const past = Buffer.from("2020-01-01T00:00:00Z").toString("base64");
const withData =
  (more: object) =>
  (object: KubeObject): KubeObject => ({ ...object, data: { ...(object["data"] as object), ...more } });

const failures: readonly Failure[] = [
  {
    name: "a wrong token",
    code: "DISCOVERY_WRONG_TOKEN",
    exitCode: 5,
    says: [/secret part/, /kubewright token list/],
    wish: () => ({ token: `${token.slice(0, 6)}.${"z".repeat(16)}` }),
  },
  {
    name: "a token the cluster never had",
    code: "DISCOVERY_NO_SIGNATURE",
    exitCode: 5,
    says: [/zzzzzz/, /kubewright token create/],
    wish: () => ({ token: "zzzzzz.zzzzzzzzzzzzzzzz" }),
  },
  {
    name: "an expired token, whose signature is gone",
    code: "DISCOVERY_NO_SIGNATURE",
    exitCode: 5,
    says: [/no longer/, /expired/, /kubewright token create/],
    wish: () => ({}),
    before: () =>
      changed(clusterInfo(), (object) => ({ ...object, data: { kubeconfig: clusterInfo().data["kubeconfig"] } })),
  },
  {
    name: "a token that expired a moment ago",
    code: "DISCOVERY_TOKEN_EXPIRED",
    exitCode: 5,
    says: [/expired/, /kubewright token create/],
    wish: () => ({}),
    before: () => changed(tokenObject(), withData({ expiration: past })),
  },
  {
    name: "a token that is not for authentication",
    code: "DISCOVERY_TOKEN_EXPIRED",
    exitCode: 5,
    says: [/usage `authentication`/],
    wish: () => ({}),
    before: () => changed(tokenObject(), withData({ "usage-bootstrap-authentication": "" })),
  },
  {
    name: "a wrong pin",
    code: "DISCOVERY_WRONG_PIN",
    exitCode: 5,
    says: [
      new RegExp(`pinned: ${wrongPin}`),
      new RegExp(`found: ${pins[0]}`),
      /somebody stands between/,
      /do not join/,
    ],
    wish: () => ({ pins: [wrongPin] }),
  },
  {
    name: "a certificate that is not valid yet",
    code: "DISCOVERY_CERT_NOT_YET_VALID",
    exitCode: 5,
    says: [/not valid yet/, /clock/],
    wish: () => showing({ notBefore: new Date(Date.now() + dayMs) }),
  },
  {
    name: "a certificate that is no longer valid",
    code: "DISCOVERY_CERT_EXPIRED",
    exitCode: 5,
    says: [/no longer valid/, /certs check-expiration/],
    wish: () => showing({ notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() - dayMs) }),
  },
  {
    name: "a certificate without that name",
    code: "DISCOVERY_NAME_MISMATCH",
    exitCode: 5,
    says: [/not made for that address/, /certSANs/],
    wish: () => showing({ dnsNames: ["elsewhere"] }),
  },
  {
    name: "nobody listening",
    code: "DISCOVERY_REFUSED",
    exitCode: 4,
    says: [/nothing listens/, /6443/],
    wish: () => ({ endpoint: `${newMachine().name}:6443` }),
  },
  {
    name: "an address that no packet reaches",
    code: "DISCOVERY_UNREACHABLE",
    exitCode: 4,
    says: [/cannot be reached/, /firewalls/],
    wish: () => ({ endpoint: "10.99.99.99:6443" }),
  },
  {
    name: "no answer",
    code: "DISCOVERY_TIMEOUT",
    exitCode: 4,
    says: [/did not answer in time/, /firewall/],
    wish: () => answering(() => undefined),
  },
  {
    name: "a connection that breaks off",
    code: "DISCOVERY_UNREACHABLE",
    exitCode: 4,
    says: [/broke the connection/, /back ends/],
    wish: () => answering((stream) => stream.end()),
  },
  {
    name: "a peer that speaks no TLS",
    code: "DISCOVERY_NOT_API_SERVER",
    exitCode: 5,
    says: [/does not speak TLS/, /Check the address and port/],
    wish: () => answering((stream) => stream.end("SSH-2.0-OpenSSH_9.2\r\n")),
  },
  {
    name: "a web server",
    code: "DISCOVERY_NOT_API_SERVER",
    exitCode: 5,
    says: [/no Kubernetes API server/, /Check the address and port/],
    wish: web,
  },
];

describe("a join says what is wrong and what to do with", () => {
  test.each(failures)("$name", async ({ code, exitCode, says, wish, before }) => {
    const wanted = wish();
    const joiner = newMachine();
    const undo = before?.() ?? (() => undefined);
    const ran = await join(joiner, wanted).finally(undo);
    const said = `${ran.out}${ran.err}`.replace(/\s+/g, " ");
    expect(said).toContain(`(${code})`);
    for (const words of says) expect(said).toMatch(words);
    expect(said).toContain("Next: ");
    expect(ran.code).toBe(exitCode);
    expect(said).not.toContain(tokenSecret);
    expect(ran.effects.filter((effect) => /kubelet/.test(effect))).toEqual([]);
  });

  test("no code twice, save where the remedy is the same", () => {
    const codes = new Set(failures.map(({ code }) => code));
    expect(codes.size).toBe(11);
  });
});

test("a token of which the API server hears a moment late is waited for", async () => {
  const undo = changed(tokenObject(), withData({ expiration: past }));
  setTimeout(undo, 300);
  const ran = await join(newMachine());
  expect([ran.err, ran.code]).toEqual(["", 0]);
  expect(ran.out).not.toContain("NOT verified");
});
