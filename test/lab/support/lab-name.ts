import { createHash } from "node:crypto";
import { type Lab, openLab } from "../../../lab/lab.ts";
import { checkoutDirectory } from "../../../lab/paths.ts";

/** A lab of this checkout's own: two checkouts run the same test side by side and never meet. */
export function labFor(purpose: string): Lab {
  const checkout = createHash("sha256").update(checkoutDirectory()).digest("hex").slice(0, 8);
  return openLab({ name: `${purpose}-${checkout}`, log: (line) => console.log(`lab: ${line}`) });
}
