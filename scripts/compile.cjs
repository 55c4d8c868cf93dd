// node compile.cjs PROGRAM CONFIGURATION OUTPUT: writes what V8 compiles of the program while it looks and plans, for front.cjs to start with.
// Run it with the very Node that is in the executable. The commands change nothing and need no rights; how they end does not matter.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { Script } = require("node:vm");

const [program, configuration, output] = process.argv.slice(2);
const commands = [
  ["--help"],
  ["config", "validate", "--config", configuration],
  ["init", "--config", configuration, "--dry-run", "--skip-phases=preflight"],
  ["init", "phase", "kubeconfig", "all", "--config", configuration, "--dry-run"],
];

/** Runs one command as the program's door does, until it would end the process. */
function type(script, words) {
  process.argv = [process.execPath, program, ...words];
  return new Promise((done) => {
    process.exit = done;
    script.runInThisContext()({}, require, {}, program, "/");
  });
}

async function main() {
  const text = readFileSync(program, "latin1");
  const exit = process.exit;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: program,
  });
  for (const words of commands) await type(script, words);
  writeFileSync(output, script.createCachedData());
  exit(0);
}

void main();
