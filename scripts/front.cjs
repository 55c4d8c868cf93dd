#!/usr/bin/env node
// The front of dist/kubewright.cjs and of dist/kubewright. It answers `--version`; for all else it compiles the program, of which
// V8 has read nothing so far: in the executable it is an asset, with its compiled form beside it; in the bundle, the last comment.
"use strict";

/** Runs the program in this process, with what a CommonJS module is given. */
function run({ text, compiled }) {
  const { Script } = require("node:vm");
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  const script = new Script(wrapped, { filename: __filename, cachedData: compiled });
  script.runInThisContext()(exports, require, module, __filename, __dirname);
}

/** From the executable. A compiled form that is not for this V8 and its flags is not used: the text is then compiled. */
function fromAssets({ getRawAsset }) {
  return {
    text: Buffer.from(getRawAsset("program")).latin1Slice(),
    compiled: Buffer.from(getRawAsset("compiled")),
  };
}

/** From the end of this file. The text is ASCII; what would end the comment is spelt with a tilde inside. */
function fromThisFile() {
  const file = require("node:fs").readFileSync(__filename, "latin1");
  const start = file.indexOf("\n/*~\n") + 5;
  return { text: file.slice(start, file.lastIndexOf("*/")).replaceAll("*~/", "*/") };
}

if (process.argv.length === 3 && process.argv[2] === "--version") {
  process.stdout.write("KUBEWRIGHT_VERSION\n");
} else {
  const sea = require("node:sea");
  run(sea.isSea() ? fromAssets(sea) : fromThisFile());
}
