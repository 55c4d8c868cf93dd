/** Characters that mean only themselves in every POSIX shell. */
const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

/** One word as a POSIX shell reads it back, whatever it holds. `=` is quoted too, because `a=b` in front of a command is an assignment. */
export function quoteWord(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command as one line for a POSIX shell; the shell takes it apart into the same words. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}
