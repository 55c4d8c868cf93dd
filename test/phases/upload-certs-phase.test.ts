import { expect, test } from "vitest";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

test("an init that uploads no certificates does not speak of them", async () => {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, initWords, { input: initConfig });
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(ran.out).not.toMatch(/upload-certs|uploaded/i);
});

test("its name is right all the same where phases are chosen", async () => {
  const { cp1 } = blankMachines();
  const skipped = await kubewright(cp1, [...initWords, "--skip-phases", "upload-certs"], { input: initConfig });
  expect([skipped.code, skipped.err]).toEqual([0, ""]);
  const alone = await kubewright(cp1, ["init", "phase", "upload-certs", "--config", "-"], { input: initConfig });
  expect([alone.code, alone.err, alone.effects]).toEqual([0, "", []]);
});

test("a run that goes on with another certificate key uploads the certificates under that one", async () => {
  const words = [...initWords, "--upload-certs"];
  const { effects } = await kubewright(blankMachines().cp1, words, { input: initConfig });
  const { cp1, cp2 } = blankMachines();
  await kubewright(cp1, words, { input: initConfig, cutAfter: effects.length - 1, cut: "kill" });
  const ref = { apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: "kubeadm-certs" };
  expect(cp1.apiServer?.objects.get(ref)).not.toBeNull();
  const other = "12".repeat(32);
  const input = initConfig.replace("kind: InitConfiguration", `$&\ncertificateKey: "${other}"`);
  const resumed = await kubewright(cp1, words, { input });
  expect([resumed.code, resumed.err]).toEqual([0, ""]);
  const [, join = "", pin = ""] = /kubewright (join [^\n]+) \\\n\s+(--disc\S+ \S+)/.exec(resumed.out) ?? [];
  const joined = await kubewright(cp2, [...`${join} ${pin}`.split(" "), "--control-plane", "--certificate-key", other]);
  expect([joined.code, joined.err]).toEqual([0, ""]);
});
