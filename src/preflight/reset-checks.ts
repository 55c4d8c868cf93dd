import type { Check } from "./check.ts";
import { isPrivilegedUser } from "./checks/privilege.ts";

/** What `reset` looks at: nothing is in its way but a user that may not. */
export function resetChecks(): readonly Check[] {
  return [isPrivilegedUser];
}
