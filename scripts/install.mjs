// Makes sure that what the other scripts need is there: npm packages always, Debian packages and Go when asked for.
//   node scripts/install.mjs            npm packages
//   node scripts/install.mjs --lab      and what tests and the demo need on the machine
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal, root, say, stream } from "./command.mjs";
import { installCommand, labLacks, missingPackages, nodeLack, thisMachine } from "./machine.mjs";

function refuse(lacks) {
  if (lacks.length > 0) throw new Refusal(lacks);
}

/** `npm install` and not `npm ci`: see docs/decisions/0004-npm-install.md. */
async function installNpmPackages() {
  const stamp = join(root, "node_modules", ".cache", "installed");
  const inputs = ["package.json", "package-lock.json"].map((name) => readFileSync(join(root, name)));
  const wanted = createHash("sha256").update(Buffer.concat(inputs)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("npm install: the packages named in package-lock.json, into node_modules");
  const lockBefore = inputs[1];
  const { code } = await stream(["npm", "install", "--no-audit", "--no-fund"]);
  const next = "read what npm says above; is the package registry reachable?";
  if (code !== 0) refuse([{ what: "npm could not install the packages.", next }]);
  if (!lockBefore.equals(readFileSync(join(root, "package-lock.json")))) {
    writeFileSync(join(root, "package-lock.json"), lockBefore);
  }
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The package with the embedded Node puts a `node` among npm's programs, where it would take the place of the installed one in every npm script. */
function removeShadowingNode() {
  rmSync(join(root, "node_modules", ".bin", "node"), { force: true });
}

async function installDebianPackages(missing) {
  if (missing.length === 0) return;
  for (const { name, why } of missing) say(`Debian package ${name}: for ${why}`);
  const command = installCommand(missing);
  const { code, output } = await stream(["sh", "-c", `${command} -o DPkg::Lock::Timeout=300 -qq`], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    quiet: true,
  });
  if (code === 0) return;
  process.stdout.write(output);
  refuse([{ what: "apt-get could not install them.", next: `look at its words above, then type: ${command}` }]);
}

/** Brings everything that is missing; `lab` adds what the hosts of tests and demo need. Throws a Refusal that names all that it cannot bring. */
export async function install({ lab = false } = {}) {
  const machine = thisMachine();
  refuse([...nodeLack(machine), ...(lab ? labLacks(machine) : [])]);
  await installNpmPackages();
  removeShadowingNode();
  if (lab) await installDebianPackages(missingPackages(machine));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await install({ lab: process.argv.includes("--lab") });
