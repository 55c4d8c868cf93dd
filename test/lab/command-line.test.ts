import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../lab/command-line.ts";

describe("the lab's command line", () => {
  it("takes the name of a lab anywhere before or after the hosts", () => {
    const expected = { command: "up", words: ["cp1", "w1"], lab: "other", all: false, help: false };
    expect(readCommandLine(["up", "cp1", "w1", "--name", "other"])).toEqual(expected);
    expect(readCommandLine(["--name=other", "up", "cp1", "w1"])).toEqual(expected);
  });
  it("leaves everything after the host of ssh to the command there", () => {
    const line = readCommandLine(["--name", "a", "ssh", "cp1", "ls", "--all", "--name", "b"]);
    expect(line).toMatchObject({ lab: "a", all: false, words: ["cp1", "ls", "--all", "--name", "b"] });
  });
  it("refuses options that do not exist and a name that is missing", () => {
    expect(() => readCommandLine(["up", "--force"])).toThrow("no option --force");
    expect(() => readCommandLine(["up", "--name"])).toThrow("--name needs");
  });
});
