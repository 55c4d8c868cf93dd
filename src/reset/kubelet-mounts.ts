import { kubeletDir } from "../constants/paths.ts";
import type { Step } from "../engine/step.ts";
import { mountsUnder } from "../facts/mounts.ts";
import { step } from "../steps/step.ts";

/** umount's words for the flags of ResetConfiguration.unmountFlags; MNT_EXPIRE and UMOUNT_NOFOLLOW have none and are how umount works by itself. */
const words: Readonly<Record<string, string>> = { MNT_FORCE: "--force", MNT_DETACH: "--lazy" };

/** Unmounts everything below the kubelet's directory, the deepest first, so that emptying it cannot reach into a volume. */
export function kubeletMountsStep(unmountFlags: readonly string[]): Step {
  const flags = unmountFlags.flatMap((flag) => words[flag] ?? []);
  return step("mounts", "Volumes are unmounted", async (context) => {
    const mounts = await context.fact(mountsUnder(kubeletDir));
    return mounts.map(({ path }) => ({
      kind: "command" as const,
      title: `unmount ${path}`,
      command: { argv: ["umount", ...flags, "--", path] as const },
      makes: [],
    }));
  });
}
