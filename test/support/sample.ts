/** Only a sample of ring 2 and of the properties' cases is wanted: KUBEWRIGHT_SAMPLE=small, `npm run check`. */
export const isSmallSample = process.env["KUBEWRIGHT_SAMPLE"] === "small";

/** The cases of a list that are tried: in the small sample only the first ones. */
export function sampled<T>(cases: readonly T[], few = 1): readonly T[] {
  return isSmallSample ? cases.slice(0, few) : cases;
}

/** How many cases a property tries; a tenth of them in the small sample. */
export function runs(cases: number): { readonly numRuns: number } {
  return { numRuns: isSmallSample ? Math.ceil(cases / 10) : cases };
}
