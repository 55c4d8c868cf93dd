import { plainText } from "../facts/plain-text.ts";
import type { HostView } from "../host/host.ts";

/** The newest log of the newest static Pod of a component. */
export interface PodLog {
  readonly component: string;
  /** Milliseconds since the epoch: when the Pod's first container was made. */
  readonly podMadeAt: number;
  readonly lines: readonly LogLine[];
}

/** A line as the container runtime keeps it. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

const maxBytes = 16_000;

// For each component the newest Pod's directory, and in it the log that was written last. A directory's time is that of
// its first container: it does not change when that is started again.
const newestLogs = `n=$1; shift
for c in "$@"; do
  d=$(ls -1td /var/log/pods/kube-system_"$c"-"$n"_*/ 2>/dev/null | head -n 1)
  [ -n "$d" ] || continue
  f=$(ls -1t "$d"*/*.log 2>/dev/null | head -n 1)
  [ -n "$f" ] || continue
  echo "==> $c $(stat -c %.6Y "$d" 2>/dev/null || stat -c %Y "$d") <=="
  # A flag parser names the flag first and prints all it knows after it: both ends are read of a long log.
  if [ "$(stat -c %s "$f")" -gt ${2 * maxBytes} ]; then head -c ${maxBytes} "$f"; echo; tail -c ${maxBytes} "$f"; else cat "$f"; fi
  echo
done`;

/** Reads what the question above answers. A log's own lines begin with a date, so none can be taken for a heading. */
export function parsePodLogs(text: string): PodLog[] {
  const parts = text.split(/^==> ([a-z-]+) (\d+(?:\.\d+)?) <==$/m).slice(1);
  const logs: PodLog[] = [];
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const [component = "", seconds = "0", body = ""] = parts.slice(i, i + 3);
    logs.push({ component, podMadeAt: Number(seconds) * 1000, lines: parseCriLog(body) });
  }
  return logs;
}

/** Reads the CRI log format: "<RFC 3339> stdout|stderr P|F <text>". Lines of another form (the first may be cut) are passed over. */
export function parseCriLog(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => {
    const match = /^(\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) [PF] (.*)$/.exec(line);
    const at = Date.parse(match?.[1] ?? "");
    const said = plainText(match?.[2] ?? "", 1200);
    return Number.isNaN(at) || said === "" ? [] : [{ at, text: said }];
  });
}

/** The newest log of each component's Pod on a node; a component without one is missing. */
export async function podLogs(view: HostView, node: string, components: readonly string[]): Promise<readonly PodLog[]> {
  const answer = await view.probe({ argv: ["sh", "-c", newestLogs, "sh", node, ...components], timeoutMs: 4000 });
  return parsePodLogs(answer.stdout);
}
