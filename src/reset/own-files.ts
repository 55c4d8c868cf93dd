import { posix } from "node:path";
import {
  defaultEtcdDataDir,
  founding,
  kubeletDir,
  kubeletDropInFile,
  kubewrightDir,
  manifestsDir,
} from "../constants/paths.ts";
import { ledger, ledgerPath } from "../engine/ledger.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { temporaryName } from "../host/temporary-name.ts";
import { absentStep } from "../steps/absent.ts";

/** Directories that stay, empty, as kubeadm leaves them; the notes go last. */
const kept = [defaultEtcdDataDir, manifestsDir, kubeletDir, kubewrightDir, ledgerPath, founding];

const unknownFiles = `${ledgerPath} cannot be read: what this tool wrote beside kubeadm's own files is not known, and stays.`;

/** Files that the ledger names, whole and half-written, and the directories that are empty without them. What somebody else put into such a directory keeps it. */
export function ownFilesStep(): Step {
  return absentStep({
    id: "own-files",
    title: "What else this tool had written is removed",
    paths: async (context) => {
      const book = await context.fact(ledger);
      if (book.isUnreadable) context.note("warning", unknownFiles);
      const entries = [...book.files].filter(([path]) => !kept.includes(path));
      const files = entries.filter(([, { type }]) => type !== "directory").map(([path]) => path);
      const directories = entries.filter(([, { type }]) => type === "directory").map(([path]) => path);
      // Made with the first file in it, so no entry of its own tells of it.
      if (files.includes(kubeletDropInFile)) directories.push(posix.dirname(kubeletDropInFile));
      const going = withHalfWritten(files);
      return [...going, ...(await emptyWithout(going, directories, context))];
    },
  });
}

/** The paths with the names under which a run that was cut off may have left parts of them. */
export function withHalfWritten(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => [path, temporaryName(path)]);
}

/** The inner ones first, so that one directory may be all that keeps another. */
async function emptyWithout(
  going: readonly string[],
  directories: readonly string[],
  { host }: StepContext,
): Promise<readonly string[]> {
  const names = await host.list(directories);
  const gone = new Set(going);
  const inner = [...directories].sort((a, b) => b.length - a.length);
  for (const directory of inner) {
    const left = (names.get(directory) ?? []).filter((name) => !gone.has(posix.join(directory, name)));
    if (left.length === 0) gone.add(directory);
  }
  return inner.filter((directory) => gone.has(directory));
}
