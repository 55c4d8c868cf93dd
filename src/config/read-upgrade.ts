import { upgradeOf } from "./defaults/upgrade.ts";
import type { Reading } from "./reading.ts";
import { absentKind } from "./rules/absent-kind.ts";
import { upgradeRules } from "./rules/reset.ts";
import { type RawUpgrade, upgradeConfiguration } from "./schema/upgrade-configuration.ts";
import type { UpgradeConfiguration } from "./v1beta4-upgrade.ts";

const kind = "UpgradeConfiguration";

/** The UpgradeConfiguration of a file; a problem when there is none. */
export function rawUpgrade(reading: Reading): RawUpgrade {
  const document = reading.document(kind);
  if (document === undefined) reading.report("", [absentKind(kind)]);
  if (document === undefined || !reading.accept(document)) return {};
  return reading.read(upgradeConfiguration, kind, document.value);
}

/** Fills in defaults and keeps the rules; the reading holds what is wrong. */
export function readUpgrade(reading: Reading, raw: RawUpgrade): UpgradeConfiguration {
  const upgrade = upgradeOf(raw);
  reading.report(kind, upgradeRules(upgrade, raw));
  return upgrade;
}
