/** The text of klog's `key="…"`, with its escapes undone; null when the line has no such key. */
export function klogValue(line: string, key: string): string | null {
  const match = new RegExp(`(?:^|[ \\]])${key}="((?:[^"\\\\]|\\\\.)*)`).exec(line);
  return match?.[1] === undefined ? null : unquoted(match[1]);
}

/** Undoes one level of quoting as Go's strconv.Quote makes it. */
export function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, "$1").replace(/\\[nt]/g, " ");
}

/**
 * What a component said when it gave up: klog's "command failed", a flag parser's "Error: …",
 * etcd's JSON of level fatal or panic. Null when it said nothing of the kind. The last one counts.
 */
export function lastError(lines: readonly string[]): string | null {
  for (const line of [...lines].reverse()) {
    const said = lineError(line);
    if (said !== null) return said;
  }
  return null;
}

function lineError(line: string): string | null {
  if (line.includes('"command failed"')) return klogValue(line, "err");
  const flag =
    /^Error: (.+)$/.exec(line)?.[1] ??
    /^((?:flag provided but not defined|invalid value .* for flag).*)$/.exec(line)?.[1];
  return flag ?? etcdError(line) ?? /^(?:panic|fatal error): (.+)$/.exec(line)?.[1] ?? null;
}

function etcdError(line: string): string | null {
  if (!/^\{"level":"(?:fatal|panic)"/.test(line)) return null;
  const text = (key: string) => unquoted(new RegExp(`"${key}":"((?:[^"\\\\]|\\\\.)*)`).exec(line)?.[1] ?? "");
  return [text("msg"), text("error")].filter((part) => part !== "").join(": ");
}
