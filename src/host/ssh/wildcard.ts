/** True when `text` fits the pattern: `*` is any run of characters, `?` any one. Takes time proportional to the product of both lengths at worst. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let retry = 0;
  while (inText < text.length) {
    if (pattern[at] === "*") {
      star = at;
      at += 1;
      retry = inText;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      at = star + 1;
      retry += 1;
      inText = retry;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

/** True when a pattern fits and none that begins with `!` does, as OpenSSH reads its lists. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  let found = false;
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) {
      if (matchesWildcard(pattern.slice(1), text)) return false;
    } else if (matchesWildcard(pattern, text)) found = true;
  }
  return found;
}
