// What a machine must have before the lab can run on it, and which of it can be installed.
import { existsSync } from "node:fs";
import { answer } from "./command.mjs";

const oldestNode = [20, 19];
const oldestGo = [1, 26];

/** Debian package, a file that it brings, and what it is for. What the lab itself needs is in lab/requirements.ts. */
const debianPackages = [
  ["binutils", "/usr/bin/strip", "making the single executable smaller"],
  ["zsh", "/usr/bin/zsh", "testing the zsh completion"],
  ["fish", "/usr/bin/fish", "testing the fish completion, and hosts whose login shell it is"],
  ["tcsh", "/usr/bin/tcsh", "testing hosts whose login shell it is"],
  ["openssh-server", "/usr/sbin/sshd", "testing machines over SSH against OpenSSH's own server"],
  ["sudo", "/usr/bin/sudo", "testing logins that become root by sudo"],
  ["socat", "/usr/bin/socat", "testing sockets that root alone may open"],
];

/** The machine this runs on, as the questions below see it. */
export function thisMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    isRoot: process.getuid?.() === 0,
    node: process.versions.node,
    go: answer(["go", "version"]) ?? "",
    exists: existsSync,
  };
}

function isOlder(version, [major, minor]) {
  return version[0] < major || (version[0] === major && version[1] < minor);
}

/** Node that is too old, as a list of none or one: {what, next}. */
export function nodeLack({ node }) {
  if (!isOlder(node.split(".").map(Number), oldestNode)) return [];
  return [
    { what: `Node ${node} is too old.`, next: `install Node ${oldestNode.join(".")} or newer, then run this again` },
  ];
}

/** The Debian packages that are missing: [{name, why}]. */
export function missingPackages({ exists }) {
  return debianPackages.filter(([, file]) => !exists(file)).map(([name, , why]) => ({ name, why }));
}

/** How an administrator installs Debian packages by hand. */
export function installCommand(packages) {
  const names = packages.map(({ name }) => name).join(" ");
  return `apt-get update && apt-get install -y --no-install-recommends ${names}`;
}

/** Everything that the lab needs and that we cannot bring, all at once: [{what, next}]. */
export function labLacks(machine) {
  return [...platformLack(machine), ...goLack(machine), ...rootLack(machine)];
}

function platformLack({ platform, arch }) {
  if (platform === "linux" && arch === "x64") return [];
  return [{ what: `The lab runs on Linux x86-64; this is ${platform} ${arch}.`, next: "run it there" }];
}

function goLack({ go }) {
  const version = /go(\d+)\.(\d+)/.exec(go)?.slice(1).map(Number);
  const next = `install Go ${oldestGo.join(".")} or newer (https://go.dev/dl/) and put it into PATH`;
  if (version === undefined)
    return [{ what: "Go is missing; the lab compiles Kubernetes, etcd and containerd with it.", next }];
  return isOlder(version, oldestGo) ? [{ what: `Go ${version.join(".")} is too old.`, next }] : [];
}

/** Who is not root cannot have a lab, nor what is missing installed for them. */
function rootLack(machine) {
  if (machine.isRoot) return packageLack(machine);
  const what = "The lab makes namespaces, mounts and network links and must be root for it.";
  const missing = missingPackages(machine);
  const byHand = missing.map(({ name }) => name).join(", ");
  const more = missing.length === 0 ? "" : `; these Debian packages are installed then: ${byHand}`;
  return [{ what, next: `run the same command as root${more}` }];
}

function packageLack(machine) {
  const missing = missingPackages(machine);
  if (missing.length === 0 || machine.exists("/usr/bin/apt-get")) return [];
  const programs = missing.map(({ name }) => name).join(", ");
  return [{ what: `These are missing: ${programs} (Debian's names).`, next: "install them; there is no apt-get here" }];
}
