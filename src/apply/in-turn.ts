import { isControlPlane } from "../config/cluster-intent.ts";
import type { OpenNode } from "../fleet/open-hosts.ts";

/** A machine of a run. */
export interface NodeInTurn extends OpenNode {
  /** Called when its turn has come. */
  readonly begins: () => void;
}

/** As many as the first phase of a worker lets in at once; see new-hosts.ts. What is asked much sooner than it is needed would be old by then, and asked again. */
const ahead = 64;

/** Looks ahead at the control planes and the first machines; at each of the others when its turn has come. */
export function inTurn(opened: readonly OpenNode[], look: (open: OpenNode) => void): readonly NodeInTurn[] {
  return opened.map((open, at) => {
    if (at >= ahead && !isControlPlane(open.node)) return { ...open, begins: () => look(open) };
    look(open);
    return { ...open, begins: () => undefined };
  });
}
