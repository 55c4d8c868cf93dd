// Makes the program's text, and dist/kubewright.cjs around it.
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./command.mjs";
import { withFastCiphers } from "./ssh2-ciphers.mjs";

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

/** All of src/ and the packages it needs as one CommonJS module. ASCII, which V8 reads in half the time. */
export async function programText(build) {
  const { build: esbuild } = await import("esbuild");
  const result = await esbuild({
    entryPoints: [join(root, "src", "main.ts")],
    bundle: true,
    write: false,
    // Names stay: `keepNames` would set them one by one at every start.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // `import()` of Node's own modules too becomes `require`: a script that node:vm compiles has no loader for modules.
    supported: { "dynamic-import": false },
    charset: "ascii",
    legalComments: "none",
    metafile: true,
    define: { KUBEWRIGHT_BUILD: JSON.stringify(build) },
    plugins: [withoutNativeParts, withFastCiphers],
    logLevel: "warning",
  });
  const [{ text }] = result.outputFiles;
  // esbuild leaves characters in regular expressions as they are; there, too, an escape means the same.
  const escaped = text.replace(/[^\p{ASCII}]/gu, (character) =>
    [...Array(character.length).keys()].map((at) => `\\u${hex(character.charCodeAt(at))}`).join(""),
  );
  return { text: escaped, inputs: Object.keys(result.metafile.inputs) };
}

const hex = (code) => code.toString(16).padStart(4, "0");

/** front.cjs, knowing its version. */
export function frontText() {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return readFileSync(join(root, "scripts", "front.cjs"), "utf8").replace("KUBEWRIGHT_VERSION", version);
}

/** The front, and the program as a comment behind it, as front.cjs takes it out. */
export function writeBundle(path, text) {
  if (text.includes("*~/"))
    throw new Error('the program\'s text has "*~/" in it, which the front would take for the end of a comment');
  writeFileSync(path, `${frontText()}\n/*~\n${text.replaceAll("*/", "*~/")}*/\n`);
  chmodSync(path, 0o755);
}

/** The licences of the packages that are inside, as they ask for. */
export function writeNotices(path, inputs) {
  const packages = new Set(
    inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean),
  );
  const notices = [...packages].sort().map((name) => {
    const home = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    const file = readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(home, file), "utf8").trim()}\n`;
  });
  writeFileSync(path, notices.join(`\n${"-".repeat(80)}\n\n`));
}
