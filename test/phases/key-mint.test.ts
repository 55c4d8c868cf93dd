import { expect, test } from "vitest";
import { keyMint } from "../../src/phases/key-mint.ts";
import { Secret } from "../../src/secret.ts";

/** A mint whose keys are done when told. */
function slowMint() {
  const begun: (() => void)[] = [];
  const mint = (): Promise<Secret> =>
    new Promise((resolve) => {
      const number = begun.length;
      begun.push(() => resolve(new Secret(`key ${number}`)));
    });
  return { begun, mint };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("no more keys than allowed are in the making at once", async () => {
  const { begun, mint } = slowMint();
  const keys = keyMint("RSA-2048", { parallel: 2, mint });
  keys.start(["a", "b", "c", "d"]);
  await settle();
  expect(begun).toHaveLength(2);
  begun[0]?.();
  await settle();
  expect(begun).toHaveLength(3);
});

test("a key that is asked for is next in turn", async () => {
  const { begun, mint } = slowMint();
  const keys = keyMint("RSA-2048", { parallel: 1, mint });
  keys.start(["a", "b", "c"]);
  const c = keys.key("c");
  await settle();
  begun[0]?.();
  await settle();
  begun[1]?.();
  expect((await c).reveal()).toBe("key 1");
});

test("of those that are asked for, the one begun with the lower place comes first, whichever list it was in", async () => {
  const { begun, mint } = slowMint();
  const keys = keyMint("RSA-2048", { parallel: 1, mint });
  keys.start(["busy"]);
  keys.start(["cp1 etcd", "cp1 admin"]);
  keys.start(["cp2 etcd", "cp2 admin"]);
  const asked = ["cp1 admin", "cp1 etcd", "cp2 admin", "cp2 etcd"].map(async (name) => [
    (await keys.key(name)).reveal(),
    name,
  ]);
  for (let number = 0; number < 5; number += 1) {
    await settle();
    begun[number]?.();
  }
  const made = (await Promise.all(asked)).sort().map(([, name]) => name);
  expect(made).toEqual(["cp1 etcd", "cp2 etcd", "cp1 admin", "cp2 admin"]);
});

test("the same name is the same key", async () => {
  const keys = keyMint("ECDSA-P256");
  keys.start(["a"]);
  const [first, second, other] = await Promise.all([keys.key("a"), keys.key("a"), keys.key("b")]);
  expect(first).toBe(second);
  expect(other.reveal()).not.toBe(first.reveal());
});

test("a failure is told to the one who asks, and the others go on", async () => {
  let calls = 0;
  const mint = async (): Promise<Secret> => {
    calls += 1;
    if (calls === 1) throw new Error("no entropy");
    return new Secret("key");
  };
  const keys = keyMint("RSA-2048", { parallel: 1, mint });
  keys.start(["a", "b"]);
  await expect(keys.key("a")).rejects.toThrow("no entropy");
  expect((await keys.key("b")).reveal()).toBe("key");
});
