import { randomBytes } from "node:crypto";

/** A key for `init --upload-certs`: 32 random bytes as 64 hex digits. */
export function certificateKey(): string {
  return randomBytes(32).toString("hex");
}
