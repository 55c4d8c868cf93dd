// Runs a TypeScript entry: node scripts/run-ts.mjs ENTRY [ARGUMENTS...]. It is bundled into node_modules/.cache and
// imported into this very process, so that arguments, exit code and signals are the program's own.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error("usage: node scripts/run-ts.mjs ENTRY [ARGUMENTS...]");
  process.exit(2);
}
const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const esbuild = await import("esbuild").catch(() => {
  console.error("The development packages are not installed: run `npm ci`.");
  process.exit(1);
});
const bundle = await esbuild.build({
  entryPoints: [resolve(entry)],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  sourcesContent: false,
  outdir: join(checkout, "node_modules", ".cache", "run-ts"),
  logLevel: "error",
});
const code = bundle.outputFiles[0].contents;
const key = createHash("sha256").update(code).digest("hex").slice(0, 16);
const file = join(checkout, "node_modules", ".cache", "run-ts", `${basename(entry, ".ts")}-${key}.mjs`);
mkdirSync(dirname(file), { recursive: true });
const dayAgo = Date.now() - 24 * 3600 * 1000;
for (const name of readdirSync(dirname(file))) {
  const old = join(dirname(file), name);
  if (statSync(old, { throwIfNoEntry: false })?.mtimeMs < dayAgo) rmSync(old, { force: true });
}
writeFileSync(`${file}.${process.pid}`, code);
renameSync(`${file}.${process.pid}`, file);
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(file).href);
