import { test } from "vitest";
import { crashPoints, crashSeed } from "./crash-points.ts";
import { cutAt, expectFinished, type Scene, typed } from "./cut-run.ts";
import { endState } from "./end-state.ts";

/** Tests that a command, cut off anywhere, is finished by the next run; gives how it ends when nobody disturbs it. `what` is its name in the tests'. */
export async function cutAnywhere(
  what: string,
  scene: () => Scene | Promise<Scene>,
): Promise<{ readonly code: number | null; readonly wanted: ReturnType<typeof endState> }> {
  const whole = await scene();
  const { burned, code } = await typed(whole);
  const wanted = endState(whole.machine);
  test.each(crashPoints(burned))(
    `${what} cut off after $after effects ($cut) is finished by the next run (${crashSeed()})`,
    async (point) => {
      const cut = await scene();
      await cutAt(cut, point);
      await expectFinished(cut, wanted);
    },
  );
  return { code, wanted };
}
