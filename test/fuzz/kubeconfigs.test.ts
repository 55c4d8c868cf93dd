import fc from "fast-check";
import { expect, test } from "vitest";
import { discoveryFileAccess } from "../../src/join/discovery-file-access.ts";
import { serverOf } from "../../src/kube/from-kubeconfig.ts";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { parseDiscoveryKubeconfig, parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import { Secret } from "../../src/secret.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { testAuthority } from "../support/test-certificates.ts";
import { broken, cuts, runs } from "./broken-text.ts";
import { orderly, orderlyLater } from "./orderly.ts";

const authority = testAuthority("kubernetes");
const base = {
  clusterName: "kubernetes",
  server: "https://10.0.0.1:6443",
  caCertificate: authority.cert,
  user: "admin",
};
const whole = kubeconfig({ ...base, credentials: { certificate: authority.cert, key: authority.key } }).reveal();
const naming = clusterInfoKubeconfig(base);
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d]\n`;

test("cut at any byte it is read as what is left of it, or refused", () => {
  for (const text of [whole, naming]) {
    for (const length of cuts(text.length, 30)) {
      orderly(() => parseKubeconfig(text.slice(0, length), "x.conf"));
      orderly(() => parseDiscoveryKubeconfig(text.slice(0, length), "x.conf"));
    }
  }
});

test("garbled anywhere it is read or refused, and the refusal shows no key", () => {
  const secret = Buffer.from(authority.key.reveal()).toString("base64").slice(0, 40);
  fc.assert(
    fc.property(broken(whole), (text) => {
      const read = orderly(() => parseKubeconfig(text, "x.conf"));
      if (read !== undefined) orderly(() => serverOf(read.server));
      try {
        parseKubeconfig(text, "x.conf");
      } catch (error) {
        expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toContain(secret);
      }
    }),
    runs(150),
  );
});

test("garbled as a discovery file it leads to the named authority, or nowhere", async () => {
  const host = new MemoryHost();
  const place = "/root/d.conf";
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken(whole), broken(naming)), async (text) => {
      for (const tlsBootstrapToken of ["", "abcdef.0123456789abcdef"]) {
        const file = { text: new Secret(text), place, tlsBootstrapToken };
        const access = await orderlyLater(() => discoveryFileAccess(host, file));
        if (access !== undefined) expect([/^https:\/\//i.test(access.server), access.ca === ""]).toEqual([true, false]);
      }
    }),
    runs(100),
  );
});

test("any YAML, and any text, is read or refused", () => {
  const tree = fc.oneof(
    fc.record({
      clusters: fc.jsonValue(),
      contexts: fc.jsonValue(),
      users: fc.jsonValue(),
      "current-context": fc.jsonValue(),
    }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        tree.map((value) => JSON.stringify(value)),
        fc.string({ unit: "binary" }),
        fc.constant(bomb),
      ),
      (text) => {
        orderly(() => parseKubeconfig(text, "x.conf"));
        orderly(() => parseDiscoveryKubeconfig(text, "x.conf"));
      },
    ),
    runs(300),
  );
});
