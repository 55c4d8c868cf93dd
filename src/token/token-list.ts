import type { StoredToken } from "../manifests/bootstrap-token.ts";
import type { DataMap } from "../output/data.ts";
import type { ObjectPrinter } from "../output/object-printer.ts";

/** The tokens with the tokens in clear, byte for byte as kubeadm lists them; as its table for null. Nothing for no tokens, in every form. */
export function renderTokens(tokens: readonly StoredToken[], print: ObjectPrinter | null, now: Date): string {
  return print === null ? textTable(tokens, now) : print(tokens.map(tokenObject));
}

/** kind BootstrapToken of kubeadm's output API; keys in kubeadm's order, empty ones left out. */
function tokenObject(token: StoredToken): DataMap {
  return {
    kind: "BootstrapToken",
    apiVersion: "output.kubeadm.k8s.io/v1alpha3",
    token: token.token.reveal(),
    ...(token.description === "" ? {} : { description: token.description }),
    ...(token.expires === null ? {} : { expires: token.expires }),
    ...(token.usages.length === 0 ? {} : { usages: token.usages }),
    ...(token.groups.length === 0 ? {} : { groups: token.groups }),
  };
}

const columns = ["TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"];

/** kubeadm flushes its table after each token: only the first row is aligned with the header, later rows each for themselves. */
function textTable(tokens: readonly StoredToken[], now: Date): string {
  return tokens.map((token, index) => aligned(index === 0 ? [columns, row(token, now)] : [row(token, now)])).join("");
}

function row(token: StoredToken, now: Date): readonly string[] {
  const ttl = token.expires === null ? "<forever>" : shortDuration(Date.parse(token.expires) - now.getTime());
  return [
    token.token.reveal(),
    ttl.padEnd(9),
    token.expires ?? "<never>",
    (token.usages.join(",") || "<none>").padEnd(22),
    oneLine(token.description || "<none>").padEnd(56),
    token.groups.join(",") || "<none>",
  ];
}

/** Columns at least ten wide with three blanks between, as Go's tabwriter makes them with kubeadm's settings. */
function aligned(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(10, ...rows.map((cells) => [...(cells[column] ?? "")].length + 3));
  const last = columns.length - 1;
  return rows
    .map((cells) => `${cells.map((cell, at) => (at === last ? cell : padded(cell, width(at)))).join("")}\n`)
    .join("");
}

function padded(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - [...cell].length));
}

/** A description may hold anything; a terminal gets it on one line and without control characters. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, " ");
}

/** Go's ShortHumanDuration of apimachinery: one unit, rounded down; up to two seconds in the past count as now. */
function shortDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1_000);
  if (Number.isNaN(seconds) || seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24 / 365)}y`;
}
