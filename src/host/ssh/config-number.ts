import { hostError } from "./host-error.ts";

/** A number of the ssh configuration, from 1 to `most`. Error HOST_SSH_CONFIG_INVALID with the keyword. */
export function wholeNumber(keyword: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw hostError("HOST_SSH_CONFIG_INVALID", {
    what: `${keyword} "${text}" in the ssh configuration is not a number from 1 to ${most}.`,
    next: "Repair the line in ~/.ssh/config or /etc/ssh/ssh_config.",
  });
}
