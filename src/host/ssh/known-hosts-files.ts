import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isAbsent } from "../local/file-error.ts";
import { hostError, wordsOf } from "./host-error.ts";
import { formatKnownHost, type KnownHost, parseKnownHosts } from "./known-hosts.ts";

/** A known line and the file it stands in. */
export interface KnownHostInFile extends KnownHost {
  readonly file: string;
}

/** The known_hosts files of one run: each is read once, and what is added is known at once to all hosts of the run. */
export class KnownHostsFiles {
  readonly #files = new Map<string, Promise<KnownHostInFile[]>>();

  /** All lines of the files that are there, in order. Error HOST_SSH_CONFIG_INVALID for one that cannot be read. */
  async lines(files: readonly string[]): Promise<readonly KnownHostInFile[]> {
    return (await Promise.all(files.map((file) => this.#read(file)))).flat();
  }

  /** Adds a line for the key in one write, so that a line is there whole or not at all. Error HOST_SSH_CONFIG_INVALID. */
  async add(file: string, name: string, key: Buffer, isHashed: boolean): Promise<void> {
    const lines = await this.#read(file);
    const text = formatKnownHost(name, key, isHashed ? randomBytes(20) : undefined);
    if (lines.some((line) => line.key === key.toString("base64") && line.hosts === name)) return;
    lines.push(...parseKnownHosts(text).map((line) => ({ ...line, file })));
    await appendLine(file, text).catch((error: unknown) => {
      throw fileTrouble(file, "written", error);
    });
  }

  #read(file: string): Promise<KnownHostInFile[]> {
    const known = this.#files.get(file) ?? readLines(file);
    this.#files.set(file, known);
    return known;
  }
}

async function readLines(file: string): Promise<KnownHostInFile[]> {
  try {
    return parseKnownHosts(await readFile(file, "utf8")).map((line) => ({ ...line, file }));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw fileTrouble(file, "read", error);
  }
}

async function appendLine(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "a+", 0o600);
  try {
    await handle.write(`${(await endsMidLine(handle)) ? "\n" : ""}${text}\n`);
    await handle.sync().catch(() => {}); // Not every file can be synced: /dev/null.
  } finally {
    await handle.close();
  }
}

async function endsMidLine(handle: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

function fileTrouble(file: string, verb: string, cause: unknown): Error {
  return hostError("HOST_SSH_CONFIG_INVALID", {
    what: `${file} could not be ${verb}.`,
    why: wordsOf(cause),
    next: "Repair what the reason names, then run the same command again.",
    cause,
  });
}
