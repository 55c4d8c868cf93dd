/** Gives that many random bytes. */
export type Entropy = (bytes: number) => Uint8Array;

const pattern = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** True for "abcdef.0123456789abcdef": six and sixteen lower-case letters or digits. */
export function isBootstrapToken(text: string): boolean {
  return pattern.test(text);
}

/** The public and the secret half of a token. Throws RangeError when the text is none (and does not repeat it). */
export function splitBootstrapToken(text: string): { readonly id: string; readonly secret: string } {
  const match = pattern.exec(text);
  if (match === null) throw new RangeError("not a bootstrap token");
  return { id: match[1] ?? "", secret: match[2] ?? "" };
}

/** A new token, each character uniform over 0-9a-z. */
export function newBootstrapToken(entropy: Entropy): string {
  const characters = uniformCharacters(22, entropy);
  return `${characters.slice(0, 6)}.${characters.slice(6)}`;
}

/** Bytes from 252 on are thrown away: 256 is no multiple of 36. */
function uniformCharacters(count: number, entropy: Entropy): string {
  const limit = 256 - (256 % alphabet.length);
  let result = "";
  while (result.length < count) {
    for (const byte of entropy(count)) {
      if (byte < limit && result.length < count) result += alphabet[byte % alphabet.length];
    }
  }
  return result;
}
