import type { Secret } from "../../secret.ts";

/** How scripts become root on a machine. */
export type Privilege =
  | { readonly kind: "none" }
  | {
      readonly kind: "sudo";
      /** null: sudo asks for none. */
      readonly password: Secret | null;
      /** True where sudoers says requiretty. */
      readonly needsTerminal: boolean;
    };
