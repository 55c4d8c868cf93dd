/** Where a build came from; the build script fills it in. */
interface BuildFacts {
  readonly commit: string;
  readonly date: string;
  readonly treeState: string;
}

declare const KUBEWRIGHT_BUILD: BuildFacts | undefined;

/** This tool's own version, the same as in package.json. */
export const version = "0.1.0";

/** Commit, its date (RFC 3339) and whether the sources were as committed; "unknown" when run from sources. */
export const build: BuildFacts =
  typeof KUBEWRIGHT_BUILD === "undefined"
    ? { commit: "unknown", date: "unknown", treeState: "unknown" }
    : KUBEWRIGHT_BUILD;
