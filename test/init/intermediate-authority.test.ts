import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { testAuthority, testIntermediate } from "../support/test-certificates.ts";

test("a cluster is founded with authorities that a company's root has signed, and a worker joins it", async () => {
  const { cp1, w1 } = blankMachines();
  const root = testAuthority("company-root");
  for (const name of ["ca", "etcd/ca", "front-proxy-ca"]) {
    const { cert, key } = testIntermediate(root, name);
    // The rest of the chain may stand behind it.
    cp1.grow(`/etc/kubernetes/pki/${name}.crt`, `${cert}${root.cert}`);
    cp1.grow(`/etc/kubernetes/pki/${name}.key`, key.reveal(), 0o600);
  }
  const made = await kubewright(cp1, initWords, { input: initConfig });
  expect([made.code, made.err]).toEqual([0, ""]);
  const [, words = "", pin = ""] = /kubewright (join [^\n]+) \\\n\s+(--disc\S+ \S+)/.exec(made.out) ?? [];
  const joined = await kubewright(w1, `${words} ${pin}`.split(" "));
  expect([joined.code, joined.err]).toEqual([0, ""]);
});
