import type { Secret } from "../../secret.ts";
import type { Answers } from "./answers.ts";
import { type Hop, placeOf } from "./hop.ts";
import { hostError } from "./host-error.ts";
import type { Privilege } from "./privilege.ts";
import { callScript, type ShellWay } from "./script-call.ts";

/** Milliseconds; PAM may ask a directory server. */
const probeMs = 30_000;
const probeLimit = 65_536;

/** Asks sudo for nothing but its opinion: -k forgets what an earlier login was allowed. */
const probeScript = `id -u
if [ "$(id -u)" != 0 ];then
command -v sudo >/dev/null||{ echo missing;exit 0;}
sudo -k -n -- sh -c true 2>&1
echo "code $?"
fi
`;

/**
 * Finds out how a login becomes root: not at all, by sudo, by sudo with a password (asked for once, and tried once before anything is done with it).
 * Errors HOST_SUDO_REFUSED, HOST_SUDO_PASSWORD_NEEDED, HOST_SUDO_PASSWORD_WRONG, HOST_SUDO_REQUIRES_TTY.
 */
export async function becomeRoot(shell: ShellWay, hop: Hop, answers: Answers): Promise<Privilege> {
  const { user } = hop;
  const { stdout } = await callScript(shell, { script: probeScript, timeoutMs: probeMs, outputLimit: probeLimit });
  const said = stdout.toString("utf8");
  if (said.startsWith("0\n")) return { kind: "none" };
  if (/^missing$/m.test(said)) throw noSudo(user, "sudo is not installed there.");
  if (/^code 0$/m.test(said)) return { kind: "sudo", password: null, needsTerminal: false };
  const needsTerminal = /must have a tty/i.test(said);
  const first = needsTerminal ? await tryWithTerminal(shell, user) : said;
  if (/^code 0$/m.test(first)) return { kind: "sudo", password: null, needsTerminal };
  if (!/password is required|a terminal is required to read/i.test(first)) throw noSudo(user, words(first));
  const password = await answers.sudoPassword(user, placeOf(hop));
  if (password === null) throw passwordNeeded(user);
  await tryPassword(shell, user, { kind: "sudo", password, needsTerminal });
  return { kind: "sudo", password, needsTerminal };
}

async function tryWithTerminal(shell: ShellWay, user: string): Promise<string> {
  const script = `command -v script >/dev/null||{ echo missing;exit 0;}
exec 4>&1
SHELL=/bin/sh script -qec 'sudo -k -n -- sh -c true >&4 2>&4' /dev/null </dev/null >/dev/null 2>&1
echo "code $?"
`;
  const { stdout } = await callScript(shell, { script, timeoutMs: probeMs, outputLimit: probeLimit });
  const said = stdout.toString("utf8");
  if (!/^missing$/m.test(said)) return said;
  throw hostError("HOST_SUDO_REQUIRES_TTY", {
    what: `sudo works for ${user} on a terminal only (requiretty), and there is no command "script" to lend one.`,
    next: `Take requiretty out of /etc/sudoers there, or add: Defaults:${user} !requiretty`,
  });
}

/** One try: sudo that reads an end after the first line asks no second time, so that no account is locked. */
async function tryPassword(
  shell: ShellWay,
  user: string,
  privilege: Privilege & { kind: "sudo"; password: Secret },
): Promise<void> {
  const sudo = "sudo -S -k -p '' -- sh -c true";
  const script = privilege.needsTerminal
    ? `exec 3<&0 4>&2;SHELL=/bin/sh script -qec '${sudo.replaceAll("'", `'\\''`)} <&3 2>&4' /dev/null </dev/null >/dev/null 2>&1`
    : sudo;
  const input = Buffer.from(`${privilege.password.reveal()}\n`, "utf8");
  const end = await callScript(shell, { script, input, timeoutMs: probeMs, outputLimit: probeLimit });
  if (end.code === 0) return;
  const said = end.stderr.toString("utf8");
  if (!/incorrect password|try again|no password was provided/i.test(said)) throw noSudo(user, words(said));
  throw hostError("HOST_SUDO_PASSWORD_WRONG", {
    what: `sudo does not take the password given for ${user}.`,
    next: "Run the same command again with the right one; it was tried once on this machine.",
  });
}

function words(said: string): string {
  const lines = said.split("\n").filter((line) => !/^(\d+|code \d+)?$/.test(line));
  return lines.join("\n").slice(0, 1000) || "sudo gave no reason.";
}

function noSudo(user: string, why: string): Error {
  return hostError("HOST_SUDO_REFUSED", {
    what: `${user} cannot become root there.`,
    why,
    next: `Log in as root, or allow it in /etc/sudoers.d/ there: ${user} ALL=(ALL) NOPASSWD: ALL`,
  });
}

function passwordNeeded(user: string): Error {
  return hostError("HOST_SUDO_PASSWORD_NEEDED", {
    what: `sudo asks for the password of ${user} there, and nobody could be asked for it.`,
    next: "Run the command at a terminal, or name a file whose first line is the password: --sudo-password-file",
  });
}
