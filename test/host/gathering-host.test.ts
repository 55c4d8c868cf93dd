import { expect, test } from "vitest";
import { textState } from "../../src/host/file-state.ts";
import { gatheringHost } from "../../src/host/gathering-host.ts";
import type { Command, ExecResult, Host } from "../../src/host/host.ts";
import { MemoryHost } from "../support/memory-host.ts";

const question: Command = { argv: ["systemctl", "is-active", "kubelet"] };

function counting({ looks = false } = {}) {
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
  const modified = host.modified.bind(host);
  host.modified = (paths) => {
    asked.push(`times ${paths.join(" ")}`);
    return modified(paths);
  };
  const writeThenLook: NonNullable<Host["writeThenLook"]> = async (writes, { files, directories, times }) => {
    await host.write(writes);
    const [found, lists] = [await read(files), await host.list(directories)];
    const written = await modified(times);
    return {
      files: new Map(files.map((path) => [path, found.get(path) ?? null])),
      lists: new Map(directories.map((path) => [path, lists.get(path) ?? null])),
      times: new Map(times.map((path) => [path, written.get(path) ?? null])),
    };
  };
  return { host: gatheringHost(looks ? Object.assign(host, { writeThenLook }) : host), asked };
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

test("behind a write the machine looks at once at what was known, and is not asked for it again", async () => {
  const { host, asked } = counting({ looks: true });
  await Promise.all([host.read(["/a", "/b"]), host.list(["/"]), host.modified(["/a", "/none"])]);
  await host.write([{ path: "/a", state: textState("new") }]);
  const seen = await host.read(["/a", "/b"]);
  expect([...seen]).toEqual([["/a", textState("new")]]);
  expect(await host.list(["/"])).toEqual(new Map([["/", ["a"]]]));
  expect([...(await host.modified(["/a", "/none"])).keys()]).toEqual(["/a"]);
  expect(asked).toEqual(["read /a /b", "times /a /none"]);
});

test("what was looked at behind a write is worthless when a command was run meanwhile", async () => {
  const { host, asked } = counting({ looks: true });
  await host.read(["/a"]);
  await Promise.all([host.write([{ path: "/a", state: textState("new") }]), host.run({ argv: ["true"] })]);
  await host.read(["/a"]);
  expect(asked).toEqual(["read /a", "read /a"]);
});
