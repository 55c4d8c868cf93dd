// Makes sure that what the other scripts need is there: npm packages always, Debian packages and Go when asked for.
//   node scripts/install.mjs            npm packages
//   node scripts/install.mjs --lab      and what the lab's hosts need on the machine, for the demo
//   node scripts/install.mjs --tests    and what all tests need
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, root, say, stream } from "./command.mjs";

const oldestNode = [20, 19];
const oldestGo = [1, 26];

/** Debian package, a file that it brings, and what it is for. What the lab itself needs is in lab/requirements.ts. */
const buildPackages = [["binutils", "/usr/bin/strip", "making the single executable smaller"]];

const testPackages = [
  ["zsh", "/usr/bin/zsh", "testing the zsh completion"],
  ["fish", "/usr/bin/fish", "testing the fish completion, and hosts whose login shell it is"],
  ["tcsh", "/usr/bin/tcsh", "testing hosts whose login shell it is"],
  ["openssh-server", "/usr/sbin/sshd", "testing machines over SSH against OpenSSH's own server"],
  ["sudo", "/usr/bin/sudo", "testing logins that become root by sudo"],
  ["socat", "/usr/bin/socat", "testing sockets that root alone may open"],
  [
    "vagrant-libvirt",
    "/usr/share/vagrant-plugins/plugins.d/vagrant-libvirt.json",
    "testing vagrant/Vagrantfile with Vagrant itself (19 MB)",
  ],
];

/** Ends the process with what is missing and what to type. */
function refuse(what, next) {
  process.stderr.write(`\n${what}\n  Next: ${next}\n`);
  process.exit(1);
}

function isOlder(version, oldest) {
  const [major = 0, minor = 0] = version;
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}

function checkNode() {
  const version = process.versions.node.split(".").map(Number);
  if (isOlder(version, oldestNode)) {
    refuse(
      `Node ${process.versions.node} is too old.`,
      `install Node ${oldestNode.join(".")} or newer, then run this again`,
    );
  }
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
  if (code !== 0)
    refuse("npm could not install the packages.", "read what npm says above; is the package registry reachable?");
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

async function installDebianPackages(packages) {
  const missing = packages.filter(([, file]) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(" ")}`;
  if (process.getuid?.() !== 0)
    refuse(`These Debian packages are missing: ${names.join(", ")}.`, `as root, type: ${command}`);
  if (!existsSync("/usr/bin/apt-get"))
    refuse(
      `These programs are missing: ${missing.map(([, file]) => file).join(", ")}.`,
      "install them; this machine has no apt-get",
    );
  for (const [name, , why] of missing) say(`Debian package ${name}: for ${why}`);
  const { code, output } = await stream(["sh", "-c", `${command} -o DPkg::Lock::Timeout=300 -qq`], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    quiet: true,
  });
  if (code !== 0) process.stdout.write(output);
  if (code !== 0) refuse("apt-get could not install them.", `look at its words above, then type: ${command}`);
}

function checkGo() {
  const version = /go(\d+)\.(\d+)/.exec(answer(["go", "version"]) ?? "");
  const next = `install Go ${oldestGo.join(".")} or newer and put it into PATH`;
  if (version === null) refuse("Go is missing; the lab compiles Kubernetes, etcd and containerd with it.", next);
  if (isOlder(version.slice(1).map(Number), oldestGo)) refuse(`Go ${version[1]}.${version[2]} is too old.`, next);
}

function checkRoot() {
  if (process.platform !== "linux" || process.arch !== "x64")
    refuse(`The lab runs on Linux x86-64; this is ${process.platform} ${process.arch}.`, "run it there");
  if (process.getuid?.() !== 0)
    refuse(
      "The lab makes namespaces, mounts and network links and must be root for it.",
      "run the same command as root",
    );
}

/** Brings everything that is missing; `lab` adds what the lab's hosts need, `tests` that and what all tests need. */
export async function install({ lab = false, tests = false } = {}) {
  checkNode();
  await installNpmPackages();
  removeShadowingNode();
  if (!lab && !tests) return;
  await installDebianPackages(tests ? [...buildPackages, ...testPackages] : buildPackages);
  checkGo();
  checkRoot();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await install({ lab: process.argv.includes("--lab"), tests: process.argv.includes("--tests") });
