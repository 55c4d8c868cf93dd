const simple: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g;

/** What a text between quotes means in Go, without its quotes; null for an escape that Go does not know. */
export function goUnescaped(inside: string): string | null {
  let isKnown = true;
  const text = inside.replace(escapes, (_, hex, short, long, octal, other: string | undefined) => {
    const code = hex ?? short ?? long;
    const number = code === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(code, 16);
    const meant = Number.isNaN(number) ? simple[other ?? ""] : number <= 0x10ffff && String.fromCodePoint(number);
    if (typeof meant === "string") return meant;
    isKnown = false;
    return "";
  });
  return isKnown ? text : null;
}
