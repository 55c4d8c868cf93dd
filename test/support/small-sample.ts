import fc from "fast-check";

/** In the small sample a property that does not say otherwise tries a quarter of fast-check's own hundred cases. */
fc.configureGlobal({ numRuns: 25 });
