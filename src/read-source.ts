import { open } from "node:fs/promises";
import { exitCodes, KubewrightError } from "./errors.ts";
import type { Io } from "./io.ts";
import { maximumYamlBytes } from "./yaml/maximum-bytes.ts";

/** A text with the name under which errors speak of it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/**
 * The file that --config names; undefined without one. "-" is standard input.
 * Errors CONFIG_UNREADABLE, CONFIG_TOO_LARGE, CONFIG_BINARY, each with exit code 2. A file is never read beyond the limit.
 */
export async function readSource(
  path: string | undefined,
  io: Pick<Io, "readInput">,
  maximumBytes = maximumYamlBytes,
): Promise<Source | undefined> {
  if (path === undefined || path === "") return undefined;
  const name = path === "-" ? "standard input" : path;
  const bytes = path === "-" ? Buffer.from(await io.readInput(maximumBytes)) : await readBounded(path, maximumBytes);
  if (bytes.length > maximumBytes) {
    throw refusal(
      "CONFIG_TOO_LARGE",
      `${name} is larger than ${maximumBytes} bytes.`,
      "A configuration is a few kilobytes; look whether this is the right file.",
    );
  }
  if (bytes.includes(0)) {
    throw refusal(
      "CONFIG_BINARY",
      `${name} is not a text file.`,
      "A configuration is YAML or JSON in UTF-8; look whether this is the right file.",
    );
  }
  return { name, text: bytes.toString("utf8") };
}

async function readBounded(path: string, maximumBytes: number): Promise<Buffer> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(maximumBytes, Math.max(size, maximumYamlBytes)) + 1);
      const chunks: Buffer[] = [];
      let length = 0;
      while (length <= maximumBytes) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length - length);
        if (bytesRead === 0) break;
        chunks.push(Buffer.from(buffer.subarray(0, bytesRead)));
        length += bytesRead;
      }
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw refusal(
        "CONFIG_UNREADABLE",
        `There is no file ${path}.`,
        "Look at the path and at the directory you are in.",
      );
    }
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw refusal("CONFIG_UNREADABLE", `${path} cannot be read (${why}).`, "Look at the path and at who may read it.");
  }
}

function refusal(code: string, what: string, next: string): KubewrightError {
  return new KubewrightError(code, { what, next, exitCode: exitCodes.usage });
}
