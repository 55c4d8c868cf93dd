import { expect, test } from "vitest";
import { Facts } from "../../src/engine/facts.ts";
import type { StepContext } from "../../src/engine/step.ts";
import { KubewrightError } from "../../src/errors.ts";
import { etcdMemberStep } from "../../src/reset/etcd-member.ts";
import { etcdQuorumStep } from "../../src/reset/etcd-quorum.ts";
import { fakeView } from "../facts/fake-view.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

test("where neither etcd nor an API server answers, reset asks the API server once and says what stays", async () => {
  const authority = testAuthority("etcd-ca");
  const { cert, key } = testCertificate(authority, { commonName: "healthcheck", usages: ["client"] });
  const host = fakeView({
    files: {
      "/pki/etcd/ca.crt": authority.cert,
      "/pki/etcd/healthcheck-client.crt": cert,
      "/pki/etcd/healthcheck-client.key": key.reveal(),
      "/etc/kubernetes/manifests/etcd.yaml": "    - --initial-advertise-peer-urls=https://10.0.0.1:2380\n",
    },
  });
  let asked = 0;
  const silent = async () => {
    asked += 1;
    throw new KubewrightError("KUBE_TIMEOUT", { what: "it did not answer in time", next: "Look at it." });
  };
  const facts = new Facts(host);
  const notes: string[] = [];
  const context: StepContext = {
    host,
    objects: { read: silent, list: silent, dryRun: silent },
    fact: (fact) => facts.ask(fact),
    note: (_level, text) => notes.push(text),
    signal: new AbortController().signal,
  };
  const options = { certificatesDir: "/pki", force: true };
  for (const step of [etcdQuorumStep(options), etcdMemberStep(options)]) {
    expect(await step.plan(context)).toEqual([]);
  }
  expect(asked).toBe(1);
  expect(notes.join()).toContain("etcd does not answer, neither on this machine nor elsewhere");
});
