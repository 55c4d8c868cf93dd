/** Last words: the text for a reader, the record for a program. */
export interface LastWords {
  readonly text: string;
  readonly record: Readonly<Record<string, unknown>>;
}
