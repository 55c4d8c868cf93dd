import type { Cause, Suspect } from "./cause.ts";
import type { Evidence } from "./evidence.ts";

/** The first suspect that the evidence speaks for; null when it speaks for none. */
export function likelyCause(evidence: Evidence, suspects: readonly Suspect[]): Cause | null {
  for (const suspect of suspects) {
    const cause = suspect(evidence);
    if (cause !== null) return cause;
  }
  return null;
}

/** The first cause that waiting cannot heal; null when there is none. */
export function permanentCause(evidence: Evidence, suspects: readonly Suspect[]): Cause | null {
  return likelyCause(
    evidence,
    suspects.map((suspect) => (found: Evidence) => {
      const cause = suspect(found);
      return cause?.isPermanent ? cause : null;
    }),
  );
}
