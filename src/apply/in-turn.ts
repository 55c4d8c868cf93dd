import { isControlPlane } from "../config/cluster-intent.ts";
import type { OpenNode } from "../fleet/open-hosts.ts";
import { lookedAtOnce } from "./new-hosts.ts";

/** A machine of a run. */
export interface NodeInTurn extends OpenNode {
  /** Called when its turn has come. */
  readonly begins: () => void;
}

/**
 * Looks ahead at the control planes, and at as many machines as are let in at once; at each of the others when its turn has come:
 * what is asked much sooner than it is needed is old by then, and asked again.
 */
export function inTurn(opened: readonly OpenNode[], look: (open: OpenNode) => void): readonly NodeInTurn[] {
  return opened.map((open, at) => {
    if (at >= lookedAtOnce && !isControlPlane(open.node)) return { ...open, begins: () => look(open) };
    look(open);
    return { ...open, begins: () => undefined };
  });
}
