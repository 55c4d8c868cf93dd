import type { BootstrapToken } from "../config/v1beta4.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readSource } from "../read-source.ts";
import type { CreateTokenOptions } from "../token/commands.ts";
import type { Call } from "./command-spec.ts";
import { warn } from "./needed-source.ts";

/** What `token create` was asked for, without what comes from outside. */
type Asked = Omit<CreateTokenOptions, "access" | "randomBytes" | "now">;

/** The bootstrapTokens of the file that --config names; undefined without one. What says the same as the file is refused, not ignored. */
async function tokensOfFile({ args, flags }: Call, io: Io): Promise<readonly BootstrapToken[] | undefined> {
  const source = await readSource(flags["config"] as string | undefined, io);
  if (source === undefined) return undefined;
  const { refuseMixedFlags } = await import("../config/flag-table.ts");
  refuseMixedFlags(flags);
  const { loadInit } = await import("../config/load-init.ts");
  const { randomBytes } = await import("node:crypto");
  const { machineAnswers } = await import("../facts/machine-answers.ts");
  const host = await io.open();
  const machine = await machineAnswers(host).finally(() => host.close());
  const { intent, warnings } = loadInit({ source, flags: {}, machine, entropy: randomBytes });
  warn([...warnings, ...(args.length === 0 ? [] : ["--config alone counts; the token beside it is not heeded"])], io);
  return intent.init.bootstrapTokens;
}

async function lifetime({ flags }: Call): Promise<{ readonly ttlMs?: number }> {
  const text = flags["ttl"];
  if (typeof text !== "string") return {};
  const { parseDuration } = await import("../config/duration.ts");
  const ttlMs = parseDuration(text);
  if (ttlMs !== null) return { ttlMs };
  throw new KubewrightError("DURATION_INVALID", {
    what: `--ttl ${text} is no duration.`,
    next: "Write hours, minutes and seconds, as in 2h or 24h0m0s; 0 is for ever.",
    exitCode: exitCodes.usage,
  });
}

/** Reads what was typed for `token create`. Throws DURATION_INVALID, CONFIG_FLAGS_WITH_FILE, and what a configuration file can be refused for. */
export async function createOptions(call: Call, io: Io): Promise<Asked> {
  const { flags, args } = call;
  const [tokens, ttl] = await Promise.all([tokensOfFile(call, io), lifetime(call)]);
  return {
    ...ttl,
    tokens,
    token: args[0],
    description: flags["description"] as string | undefined,
    usages: flags["usages"] as readonly string[] | undefined,
    groups: flags["groups"] as readonly string[] | undefined,
    printJoinCommand: flags["print-join-command"] === true,
    certificateKey: flags["certificate-key"] as string | undefined,
    dryRun: flags["dry-run"] === true,
  };
}
