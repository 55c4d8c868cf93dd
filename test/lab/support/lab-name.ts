import { checkoutLabName } from "../../../lab/checkout-lab-name.ts";
import { type Lab, openLab } from "../../../lab/lab.ts";

/** A lab of this checkout's own: two checkouts run the same test side by side and never meet. */
export function labFor(purpose: string): Lab {
  return openLab({ name: checkoutLabName(purpose), log: (line) => console.log(`lab: ${line}`) });
}
