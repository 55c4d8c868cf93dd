// node compile.cjs PROGRAM CONFIGURATION OUTPUT: writes what V8 compiles of the program while it looks and plans, for front.cjs to start with.
// Run it with the very Node that is in the executable. The commands change nothing and need no rights; how they end does not matter:
// the machine is no node, and nobody answers the join.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { Script } = require("node:vm");

const [program, configuration, output] = process.argv.slice(2);
const joining = `${output}.join.yaml`;
const joinText = `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken: {token: abcdef.0123456789abcdef, apiServerEndpoint: "127.0.0.1:1", unsafeSkipCAVerification: true}
timeouts: {discovery: 100ms}
`;
const commands = [
  ["--help"],
  ["config", "validate", "--config", configuration],
  ["init", "--config", configuration, "--dry-run"],
  ["init", "--config", configuration, "--dry-run", "--skip-phases=preflight"],
  ["join", "--config", joining, "--dry-run", "--ignore-preflight-errors=all"],
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
  writeFileSync(joining, joinText);
  for (const words of commands) await type(script, words);
  writeFileSync(output, script.createCachedData());
  exit(0);
}

void main();
