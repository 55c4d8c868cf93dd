import { kubeletDir } from "../constants/paths.ts";
import type { CallChange } from "../engine/change.ts";
import { commandFailure } from "../engine/command-failure.ts";
import type { Step } from "../engine/step.ts";
import { mountsUnder } from "../facts/mounts.ts";
import { plainText } from "../facts/plain-text.ts";
import { step } from "../steps/step.ts";

/** umount's words for the flags of ResetConfiguration.unmountFlags; MNT_EXPIRE and UMOUNT_NOFOLLOW have none and are how umount works by itself. */
const words: Readonly<Record<string, string>> = { MNT_FORCE: "--force", MNT_DETACH: "--lazy" };

/** Unmounts everything below the kubelet's directory, the deepest first, so that emptying it cannot reach into a volume. Ends with COMMAND_FAILED while a volume is still mounted. */
export function kubeletMountsStep(unmountFlags: readonly string[]): Step {
  const flags = unmountFlags.flatMap((flag) => words[flag] ?? []);
  return step("mounts", "Volumes are unmounted", async (context) =>
    (await context.fact(mountsUnder(kubeletDir))).map(({ path }) => unmount(path, flags)),
  );
}

/** A mount that another one was a copy of goes together with it: what is not mounted any more is unmounted, whatever umount says. */
function unmount(path: string, flags: readonly string[]): CallChange {
  const command = { argv: ["umount", ...flags, "--", path] as const };
  const title = `unmount ${plainText(path)}`;
  return {
    kind: "call",
    title,
    makes: [],
    perform: async (host) => {
      const result = await host.run(command);
      if (result.code === 0) return;
      const left = await mountsUnder(kubeletDir).read(host);
      if (left.some((mount) => mount.path === path)) throw commandFailure({ title, command }, result);
    },
  };
}
