import { expect, test } from "vitest";
import { gatheringHost } from "../../src/host/gathering-host.ts";
import type { Command, ExecResult } from "../../src/host/host.ts";
import { MemoryHost } from "../support/memory-host.ts";

const question: Command = { argv: ["systemctl", "is-active", "kubelet"] };

function counting() {
  const host = new MemoryHost("far");
  const asked: string[] = [];
  host.probe = async ({ argv }): Promise<ExecResult> => {
    asked.push(argv.join(" "));
    return { code: 0, stdout: String(asked.length), stderr: "" };
  };
  host.run = async () => ({ code: 0, stdout: "", stderr: "" });
  const read = host.read.bind(host);
  host.read = (paths) => {
    asked.push(`read ${paths.join(" ")}`);
    return read(paths);
  };
  return { host: gatheringHost(host), asked };
}

test("what is asked at the same moment goes as one question, and is not asked again", async () => {
  const { host, asked } = counting();
  await Promise.all([host.read(["/a"]), host.read(["/b", "/a"])]);
  await host.read(["/a"]);
  expect(asked).toEqual(["read /a /b"]);
});

test("a command that was anticipated is answered once without being run again, and then run each time", async () => {
  const { host, asked } = counting();
  host.anticipate(question);
  const answers = [await host.probe(question), await host.probe(question), await host.probe(question)];
  expect(answers.map(({ stdout }) => stdout)).toEqual(["1", "2", "3"]);
  expect(asked.length).toBe(3);
});

test("an effect makes what was anticipated and what was read worthless", async () => {
  const { host, asked } = counting();
  host.anticipate(question);
  await host.read(["/a"]);
  await host.run({ argv: ["true"] });
  expect((await host.probe(question)).stdout).not.toBe("1");
  await host.read(["/a"]);
  expect(asked.filter((text) => text === "read /a").length).toBe(2);
});

test("a command that was anticipated and has input is run as it is", async () => {
  const { host } = counting();
  host.anticipate(question);
  expect((await host.probe({ ...question, stdin: "other" })).stdout).toBe("2");
});
