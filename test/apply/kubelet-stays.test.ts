import { expect, test } from "vitest";
import { kubeletStays } from "../../src/apply/kubelet-stays.ts";
import { fakeView } from "../facts/fake-view.ts";

const cause = { code: "KUBELET_FAILED", what: "It does not stay up.", why: "its last words", next: "Look." };

/** A machine that is up for 1000 s, with what systemd says of its kubelet. Nothing listens on it. */
async function seen(unit: Readonly<Record<string, string | number>>) {
  const lines = { Id: "kubelet.service", LoadState: "loaded", NRestarts: 0, ...unit };
  const shown = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  const view = fakeView({
    commands: { "systemctl show": shown.join("") },
    files: { "/proc/uptime": "1000.25 3000.00\n" },
  });
  return kubeletStays(async () => cause, {}).read(view);
}

const running = { ActiveState: "active", SubState: "running" };
const dead = { ActiveState: "activating", SubState: "auto-restart" };
const since = (seconds: number) => ({ ActiveEnterTimestampMonotonic: seconds * 1e6 });

test.each([
  ["has run for a while", { ...running, ...since(980) }],
  ["was started again long ago", { ...running, ...since(900), NRestarts: 7 }],
])("a kubelet that %s stays up, and is asked nothing", async (_, unit) => {
  expect(await seen(unit)).toMatchObject({ done: true });
});

test.each([
  ["was started just now", { ...running, ...since(999) }],
  ["was started again a moment ago", { ...running, ...since(970), NRestarts: 1 }],
])("a kubelet that %s must say itself that it is healthy", async (_, unit) => {
  expect(await seen(unit)).toEqual({ done: false, found: expect.stringMatching(/^kubelet /) });
});

test("one that has died once may come back; one that systemd starts in vain ends the wait with its cause", async () => {
  const once = await seen({ ...dead, NRestarts: 1 });
  expect(once).toEqual({
    done: false,
    found: "the service kubelet is activating (auto-restart, started again 1 times)",
  });
  expect(await seen({ ...dead, NRestarts: 2 })).toMatchObject({ done: false, failed: cause });
});
