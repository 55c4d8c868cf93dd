const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = new RegExp(`^${label}(\\.${label})*$`);
const maximumLength = 253;

/** RFC 1123 subdomain in lower case: labels of letters, digits and `-`, joined by dots, 253 characters at most. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= maximumLength && subdomain.test(text);
}

/** The same with "*." in front. */
export function isWildcardSubdomain(text: string): boolean {
  return text.startsWith("*.") && text.length <= maximumLength && subdomain.test(text.slice(2));
}
