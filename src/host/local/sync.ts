import { fsync } from "node:fs";
import { promisify } from "node:util";

/** Returns when what is behind the open file, a directory's names too, can no longer be lost. */
export const sync: (file: number) => Promise<void> = promisify(fsync);
