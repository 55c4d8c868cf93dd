import type { DataMap } from "../output/data.ts";
import type { ObjectPrinter } from "../output/object-printer.ts";
import type { Expiration, ExpirationInfo, LeafExpiration } from "./check-expiration.ts";

/** kubeadm's object as `print` prints it, or kubeadm's tables. */
export function renderExpiration(info: ExpirationInfo, print: ObjectPrinter | null): string {
  return print === null ? textOf(info) : print([recordOf(info)]);
}

/** kind CertificateExpirationInfo of output.kubeadm.k8s.io/v1alpha3, in its order of fields. */
function recordOf({ now, certificates, authorities }: ExpirationInfo): DataMap {
  return {
    kind: "CertificateExpirationInfo",
    apiVersion: "output.kubeadm.k8s.io/v1alpha3",
    certificates: certificates.map((one) => entryOf(one, now, one.authority)),
    certificateAuthorities: authorities.map((one) => entryOf(one, now)),
  };
}

/** kubeadm's fields, and one of ours for what is not valid yet. */
function entryOf(one: Expiration, now: Date, caName?: string): DataMap {
  const { name, begins, expires, externallyManaged } = one;
  return {
    name,
    expirationDate: expires === null ? null : timeText(expires),
    residualTime: expires === null ? 0 : Math.trunc(secondsUntil(expires, now)),
    externallyManaged,
    ...(caName === undefined || expires === null ? {} : { caName }),
    missing: expires === null,
    ...(begins !== null && begins > now ? { notValidBefore: timeText(begins) } : {}),
  };
}

/** "2027-11-21T02:31:00Z" */
function timeText(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

function secondsUntil(at: Date, now: Date): number {
  return (at.getTime() - now.getTime()) / 1000;
}

function textOf({ now, certificates, authorities }: ExpirationInfo): string {
  const head = ["EXPIRES", "RESIDUAL TIME"];
  const leaf = (one: LeafExpiration): readonly string[] => rowOf(one, now, [one.authority]);
  return [
    ...table(["CERTIFICATE", ...head, "CERTIFICATE AUTHORITY", "EXTERNALLY MANAGED"], certificates.map(leaf)),
    "",
    ...table(
      ["CERTIFICATE AUTHORITY", ...head, "EXTERNALLY MANAGED"],
      authorities.map((one) => rowOf(one, now, [])),
    ),
    "",
  ].join("\n");
}

function rowOf(one: Expiration, now: Date, authority: readonly string[]): string[] {
  const { name, begins, expires, externallyManaged } = one;
  if (expires === null) return [`!MISSING! ${name}`, "", "", ...authority.map(() => "")];
  return [
    name,
    dateText(expires),
    begins !== null && begins > now ? "<not valid yet>" : residualText(secondsUntil(expires, now)),
    ...authority,
    externallyManaged ? "yes" : "no",
  ];
}

/** "Nov 21, 2027 02:31 UTC" */
function dateText(at: Date): string {
  const [, day, month, year, clock = ""] = at.toUTCString().split(" ");
  return `${month} ${day}, ${year} ${clock.slice(0, 5)} UTC`;
}

/** The largest whole unit: "364d", "9y"; "<invalid>" for what is past. */
function residualText(seconds: number): string {
  if (seconds < -1) return "<invalid>";
  const units = [
    ["y", 365 * 24 * 3600],
    ["d", 24 * 3600],
    ["h", 3600],
    ["m", 60],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? ["s", 1];
  return `${Math.max(0, Math.trunc(seconds / size))}${unit}`;
}

/** Columns with three spaces between, at least eight wide; the last heading stands alone, as Go's tabwriter has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const columns = head.map((title, index) => {
    const cells = rows.map((row) => row[index] ?? "");
    const widest = Math.max(...[...cells, index === head.length - 1 ? "" : title].map((cell) => cell.length));
    return Math.max(widest + 3, 8);
  });
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell.padEnd(columns[index] ?? 0)).join("");
  return [line(head.slice(0, -1)) + (head.at(-1) ?? ""), ...rows.map(line)];
}
