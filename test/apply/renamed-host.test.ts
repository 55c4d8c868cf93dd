import { expect, test } from "vitest";
import { renamedHost } from "../../src/apply/ssh-join/renamed-host.ts";
import { KubewrightError } from "../../src/errors.ts";
import { MemoryHost } from "../support/memory-host.ts";

test("a machine under its Node's name is lost when the machine is: waits on it end then", () => {
  const gone = new KubewrightError("HOST_CONNECTION_LOST", { what: "the connection is gone", next: "" });
  const machine = new MemoryHost("root@10.0.0.21");
  const far = Object.assign(machine, { lost: () => gone });
  const renamed = renamedHost(far, "w1");
  expect([renamed.name, renamed.lost?.()]).toEqual(["w1", gone]);
  expect(renamedHost(new MemoryHost("root@10.0.0.22"), "w2").lost?.()).toBe(null);
});
