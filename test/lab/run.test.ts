import { describe, expect, it } from "vitest";
import { must, run } from "../../lab/run.ts";
import { GiveUp, until } from "../../lab/wait.ts";

describe("commands of the lab", () => {
  it("give exit code and both outputs, and read what they are given", async () => {
    const result = await run(["sh", "-c", "cat; echo problem >&2; exit 3"], { stdin: "text" });
    expect(result).toEqual({ code: 3, stdout: "text", stderr: "problem\n" });
  });
  it("that end by a signal have 128 and its number as code", async () => {
    expect((await run(["sh", "-c", "kill -KILL $$"])).code).toBe(137);
  });
  it("end with their children when their time is over", async () => {
    const result = await run(["sh", "-c", "sleep 100 & wait"], { timeoutMs: 100 });
    expect(result.code).toBe(124);
  });
  it("that do not exist are a result too", async () => {
    expect((await run(["/does/not/exist"])).code).toBe(127);
  });
  it("that have to succeed say what they said", async () => {
    await expect(must(["sh", "-c", "echo because >&2; exit 1"])).rejects.toThrow(/Exit code 1[\s\S]*because/);
  });
});

describe("waiting", () => {
  it("ends as soon as the condition holds, through failures of it", async () => {
    let looks = 0;
    const condition = () => {
      looks += 1;
      if (looks < 3) throw new Error("not there yet");
      return true;
    };
    await until("three looks", condition, { everyMs: 1 });
    expect(looks).toBe(3);
  });
  it("names what was waited for and its last failure", async () => {
    const never = () => Promise.reject(new Error("port closed"));
    await expect(until("the API answers", never, { deadlineMs: 20, everyMs: 1 })).rejects.toThrow(
      /the API answers: not so after 0.02 s \(port closed\)/,
    );
  });
  it("stops at once when the condition gives up", async () => {
    const hopeless = () => Promise.reject(new GiveUp("it is gone"));
    await expect(until("anything", hopeless)).rejects.toThrow("it is gone");
  });
});
