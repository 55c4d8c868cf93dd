import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Verdict = "accepted" | "refused";

/** Where the corpus lies: NAME.yaml each, and verdicts.json with what `kubeadm config validate` of v1.36.3 says of it. */
export const corpusDirectory = "test/fixtures/config";

export interface CorpusFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly verdict: Verdict;
}

/** All files of the corpus. */
export function corpus(): CorpusFile[] {
  const verdicts = JSON.parse(readFileSync(join(corpusDirectory, "verdicts.json"), "utf8")) as Record<string, Verdict>;
  return Object.entries(verdicts).map(([name, verdict]) => {
    const path = join(corpusDirectory, `${name}.yaml`);
    return { name, path, text: readFileSync(path, "utf8"), verdict };
  });
}

export { existsSync as fileExists };
