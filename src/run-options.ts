/** What init, join and reset are told besides the flags that say what to make. */
export interface RunOptions {
  /** The one phase to run, with its children: "certs", "certs/ca". undefined: all of them. */
  readonly only: string | undefined;
  readonly output: "text" | "json";
  /** -v; 0 when it was not given. */
  readonly verbosity: number;
}
