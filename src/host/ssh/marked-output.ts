/** Bytes kept of what a login shell says before the script begins. */
const mostNoise = 4096;

/** One output of a script: what comes before the marker's line is noise. */
export class MarkedOutput {
  readonly #marker: Buffer;
  #before = Buffer.alloc(0);
  #hasBegun = false;

  constructor(marker: string) {
    this.#marker = Buffer.from(`${marker}\n`, "latin1");
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The last that was said before the script began, as text. */
  get noise(): string {
    return this.#before.toString("utf8").trim();
  }

  /** Takes the next bytes; gives those that are the script's. */
  push(chunk: Buffer): Buffer {
    if (this.#hasBegun) return chunk;
    const all = Buffer.concat([this.#before, chunk]);
    const at = all.indexOf(this.#marker);
    this.#hasBegun = at >= 0;
    this.#before = this.#hasBegun ? all.subarray(0, at) : all.subarray(-mostNoise);
    return this.#hasBegun ? all.subarray(at + this.#marker.length) : Buffer.alloc(0);
  }
}

/** Both outputs of a script. */
export interface MarkedOutputs {
  readonly stdout: MarkedOutput;
  readonly stderr: MarkedOutput;
}
