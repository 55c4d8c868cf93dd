import type { SshFlags } from "../fleet/ssh-opener.ts";

/** What `plan` and `apply` are told on the command line. */
export interface ApplyOptions {
  /** The cluster file; "-" is standard input. */
  readonly file: string;
  readonly strict: boolean;
  readonly output: "text" | "json";
  readonly verbosity: number;
  /** Do not ask before the plan is carried out. */
  readonly yes: boolean;
  readonly ssh: SshFlags;
}
