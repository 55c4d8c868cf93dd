/** A mistake at an offset of a document: the reader of the file makes an error with its place out of it. */
export class YamlFault extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
    this.name = "YamlFault";
  }
}
