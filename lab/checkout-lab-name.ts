import { createHash } from "node:crypto";
import { checkoutDirectory } from "./paths.ts";

/** The name of a lab of this checkout's own: two checkouts do the same thing side by side and never meet. */
export function checkoutLabName(purpose: string): string {
  const checkout = createHash("sha256").update(checkoutDirectory()).digest("hex").slice(0, 8);
  return `${purpose}-${checkout}`;
}
