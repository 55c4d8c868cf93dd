/**
 * The scheme of a URL as Go's net/url reads it: "" when it has none, null when Go would refuse the text. A path or a bare
 * name is a URL without scheme; "10.0.0.1:2379" is refused (its first segment has a colon and is no scheme).
 */
export function urlScheme(text: string): string | null {
  if (hasControlCharacter(text) || text === "") return text === "" ? "" : null;
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  if (scheme === "" && text.startsWith(":")) return null;
  const rest = scheme === "" ? text : text.slice(scheme.length + 1);
  if (scheme === "" && !rest.startsWith("/") && /^[^/]*:/.test(rest.split(/[?#]/)[0] ?? "")) return null;
  if (/%(?![0-9a-fA-F]{2})/.test(rest.split("?")[0] ?? "")) return null;
  if (rest.startsWith("//") && !isAuthority(rest.slice(2).split(/[/?#]/)[0] ?? "")) return null;
  return scheme;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}

/** "[user@]host[:port]" with characters that Go allows in a host. */
function isAuthority(text: string): boolean {
  const host = text.slice(text.lastIndexOf("@") + 1);
  if (host.startsWith("[")) return /^\[[^\]]*\](:[0-9]*)?$/.test(host);
  const colon = host.lastIndexOf(":");
  if (colon >= 0 && !/^:[0-9]*$/.test(host.slice(colon))) return false;
  return !/[ "<>\\^`{|}]/.test(host.replaceAll(/[<>"]/g, ""));
}
