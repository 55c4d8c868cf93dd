// Builds dist/kubewright.cjs (one CommonJS file for any Node >= 20.19) and dist/kubewright (the same with Node inside).
// Nothing is done when the inputs are those of the last build; --force builds anyway, --bundle-only leaves the executable out.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { programText, writeBundle, writeNotices } from "./bundle.mjs";
import { answer, root, say } from "./command.mjs";
import { makeExecutable } from "./executable.mjs";

const dist = join(root, "dist");
const bundle = join(dist, "kubewright.cjs");
const executable = join(dist, "kubewright");
/** What makes a build, besides the sources. */
const makers = ["build.mjs", "bundle.mjs", "ssh2-ciphers.mjs", "executable.mjs", "front.cjs", "compile.cjs"];

function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One hash over all that the build is made from. */
function inputsHash(build) {
  const files = [...filesBelow(join(root, "src")), ...filesBelow(join(root, "templates"))].sort();
  files.push(join(root, "package-lock.json"), join(root, "lab", "init.yaml"));
  files.push(...makers.map((name) => join(root, "scripts", name)));
  const hash = createHash("sha256").update(JSON.stringify(build));
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

/** What `kubewright version` tells about the build. Dates are the commit's, so that the same sources give the same bytes. */
function buildFacts() {
  const [commit = "unknown", date = "unknown"] = (answer(["git", "log", "-1", "--format=%H %cI"]) ?? "")
    .trim()
    .split(" ");
  const isClean = (answer(["git", "status", "--porcelain", "--", "src", "templates"]) ?? "?") === "";
  return { commit: commit || "unknown", date, treeState: isClean ? "clean" : "dirty" };
}

/** Leaves the bundle and the executable in dist/. */
export async function build({ force = false, bundleOnly = false } = {}) {
  const facts = buildFacts();
  const wanted = inputsHash(facts);
  const stamp = join(dist, bundleOnly ? ".bundle-inputs" : ".inputs");
  const outputs = bundleOnly ? [bundle] : [bundle, executable];
  if (!force && outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say(bundleOnly ? "building dist/kubewright.cjs" : "building dist/kubewright.cjs and dist/kubewright");
  mkdirSync(dist, { recursive: true });
  const { text, inputs } = await programText(facts);
  writeBundle(bundle, text);
  writeNotices(join(dist, "NOTICES"), inputs);
  if (!bundleOnly) await makeExecutable(executable, text);
  writeFileSync(stamp, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ force: process.argv.includes("--force"), bundleOnly: process.argv.includes("--bundle-only") });
}
