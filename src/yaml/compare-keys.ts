/** The order of Kubernetes' YAML library: letters after everything else, numbers inside names by their size. */
export function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const x = a[index] ?? "";
    const y = b[index] ?? "";
    if (x !== y) return compareAt(a, b, index, x, y);
  }
  return a.length - b.length;
}

function compareAt(a: readonly string[], b: readonly string[], index: number, x: string, y: string): number {
  const letters = [isLetter(x), isLetter(y)];
  if (letters[0] && letters[1]) return codeOf(x) - codeOf(y);
  if (letters[0] || letters[1]) return letters[1] ? -1 : 1;
  const lead = (x === "0" || y === "0") && hasDigitBefore(a, index) ? "1" : "";
  const numbers = [a, b].map((text) => BigInt(`${lead}${digitsFrom(text, index)}` || "0"));
  const lengths = [a, b].map((text) => digitsFrom(text, index).length);
  const [m = 0n, n = 0n] = numbers;
  if (m !== n) return m < n ? -1 : 1;
  const [p = 0, q = 0] = lengths;
  return p !== q ? p - q : codeOf(x) - codeOf(y);
}

function hasDigitBefore(text: readonly string[], index: number): boolean {
  for (let back = index - 1; back >= 0 && /\d/.test(text[back] ?? ""); back -= 1) if (text[back] !== "0") return true;
  return false;
}

function digitsFrom(text: readonly string[], index: number): string {
  let end = index;
  while (end < text.length && /\d/.test(text[end] ?? "")) end += 1;
  return text.slice(index, end).join("");
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
