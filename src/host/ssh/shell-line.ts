import { randomBytes } from "node:crypto";
import { quoteWord } from "../shell.ts";
import type { Privilege } from "./privilege.ts";

/** A script as it is given to sshd: a command line, and what goes in at its standard input before the script's own input. */
export interface ShellLine {
  readonly line: string;
  readonly head: Buffer;
  /** Stands alone in a line of both outputs where the script begins; all before it is the login shell's. */
  readonly marker: string;
}

/** Where system tools are, also when the login's own PATH leaves them out. */
const systemDirectories = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Bytes of a script in a command line: every SSH server takes packets of 35,000 bytes (RFC 4253, section 6.1), and base64 adds a third. */
const mostInLine = 24_000;

/**
 * A POSIX script for any login shell (sh, bash, zsh, fish, tcsh): the line holds nothing that one of them reads in its own way.
 * `$m` is the marker, LC_ALL is C, umask 022. With sudo the script goes in at standard input, where no process list shows it.
 */
export function shellLine(script: string, privilege: Privilege): ShellLine {
  const marker = randomBytes(16).toString("hex");
  const text =
    `m=${marker};printf '%s\\n' $m;printf '%s\\n' $m >&2;umask 022;LC_ALL=C;` +
    `PATH="\${PATH:+$PATH:}${systemDirectories}";export LC_ALL PATH\n${script}`;
  const bytes = Buffer.from(text, "utf8");
  if (privilege.kind !== "none") return { marker, ...elevated(bytes, privilege) };
  if (bytes.length <= mostInLine) return { marker, line: shellWord(bytes.toString("utf8")), head: Buffer.alloc(0) };
  return { marker, line: shellWord(fromInput(bytes.length)), head: bytes };
}

/** Letters, digits and blanks within single quotes mean the same to every shell. */
function shellWord(script: string): string {
  return `exec sh -c 'eval "$(echo ${Buffer.from(script, "utf8").toString("base64")}|base64 -d)"'`;
}

/** dd takes exactly so many bytes from a pipe; head may read further than it is told. */
function fromInput(length: number): string {
  return `eval "$(dd bs=65536 count=${length} iflag=count_bytes,fullblock status=none)"`;
}

/**
 * A password that sudo does not ask for after all must not be taken for the script: all lines up to a mark are skipped.
 * Where sudo demands a terminal (requiretty), util-linux's `script` lends one, and the pipes go past it.
 */
function elevated(bytes: Buffer, privilege: Exclude<Privilege, { kind: "none" }>): { line: string; head: Buffer } {
  const mark = randomBytes(16).toString("hex");
  const inner = `while IFS= read -r l;do [ "$l" = ${mark} ]&&break;done;${fromInput(bytes.length)}`;
  const flags = privilege.password === null ? "-n" : "-S -k -p ''";
  const sudo = `sudo ${flags} -- sh -c ${quoteWord(inner)}`;
  const outer = privilege.needsTerminal
    ? `exec 3<&0 4>&1 5>&2;SHELL=/bin/sh exec script -qec ${quoteWord(`${sudo} <&3 >&4 2>&5`)} /dev/null </dev/null >/dev/null 2>&1`
    : `exec ${sudo}`;
  const password = privilege.password === null ? "" : `${privilege.password.reveal()}\n`;
  return {
    line: shellWord(`LC_ALL=C;export LC_ALL;${outer}`),
    head: Buffer.concat([Buffer.from(`${password}${mark}\n`, "utf8"), bytes]),
  };
}
