import { parent } from "../parent.ts";
import { tokenCreateCommand } from "./create.ts";
import { tokenDeleteCommand } from "./delete.ts";
import { tokenGenerateCommand } from "./generate.ts";
import { tokenListCommand } from "./list.ts";

/** `kubewright token …`. */
export const tokenCommand = parent(
  {
    name: "token",
    summary: "Make, list and delete the tokens with which nodes join",
    commands: [tokenCreateCommand, tokenListCommand, tokenDeleteCommand, tokenGenerateCommand],
  },
  "dry-run",
  "kubeconfig",
);
