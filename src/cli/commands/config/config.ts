import { parent } from "../parent.ts";
import { configImagesCommand } from "./images.ts";
import { configMigrateCommand } from "./migrate.ts";
import { configPrintCommand } from "./print.ts";
import { configSchemaCommand } from "./schema.ts";
import { configValidateCommand } from "./validate.ts";

/** `kubewright config …`. */
export const configCommand = parent(
  {
    name: "config",
    summary: "Print, check and migrate configuration files; list and pull images",
    commands: [
      configPrintCommand,
      configValidateCommand,
      configMigrateCommand,
      configImagesCommand,
      configSchemaCommand,
    ],
  },
  "kubeconfig",
);
