import { type Entropy, isBootstrapToken, newBootstrapToken } from "../config/bootstrap-token.ts";
import type { BootstrapToken } from "../config/v1beta4.ts";
import { exitCodes, KubewrightError, ManyErrors } from "../errors.ts";

/** What a user said about a token to make; what is left out has kubeadm's default. */
export interface TokenWish {
  readonly token?: string | undefined;
  readonly description?: string | undefined;
  /** Milliseconds; 0 never expires. */
  readonly ttlMs?: number | undefined;
  readonly usages?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;
const knownUsages = ["signing", "authentication"];
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
const defaultGroup = "system:bootstrappers:kubeadm:default-node-token";

/** The token with its defaults. All that is wrong with it is thrown at once: TOKEN_INVALID, TOKEN_TTL, TOKEN_USAGES, TOKEN_GROUPS. */
export function wantedToken(wish: TokenWish, entropy: Entropy): BootstrapToken {
  const usages = wish.usages ?? knownUsages;
  const groups = wish.groups ?? (usages.includes("authentication") ? [defaultGroup] : []);
  const ttl = wish.ttlMs ?? dayMs;
  const problems = [
    ...tokenProblems(wish.token),
    ...ttlProblems(ttl),
    ...usageProblems(usages),
    ...groupProblems(groups, usages),
  ];
  const [first] = problems;
  if (first !== undefined) throw problems.length === 1 ? first : new ManyErrors(problems);
  return { token: wish.token ?? newBootstrapToken(entropy), description: wish.description ?? "", ttl, usages, groups };
}

function tokenProblems(token: string | undefined): readonly KubewrightError[] {
  if (token === undefined || isBootstrapToken(token)) return [];
  return [
    problem(
      "TOKEN_INVALID",
      "the token is not of the form [a-z0-9]{6}.[a-z0-9]{16}",
      "Leave it out to have one made up.",
    ),
  ];
}

function ttlProblems(ttl: number): readonly KubewrightError[] {
  if (ttl >= 0) return [];
  return [
    problem(
      "TOKEN_TTL",
      "--ttl is negative: such a token would never be valid",
      "Give a duration such as 2h, or 0 for ever.",
    ),
  ];
}

function usageProblems(usages: readonly string[]): readonly KubewrightError[] {
  const unknown = usages.filter((usage) => !knownUsages.includes(usage));
  if (unknown.length === 0 && usages.length > 0) return [];
  const what =
    unknown.length === 0
      ? "the token has no usage"
      : `unknown usages: ${unknown.map((usage) => JSON.stringify(usage)).join(", ")}`;
  return [problem("TOKEN_USAGES", what, "Usages are signing and authentication.")];
}

function groupProblems(groups: readonly string[], usages: readonly string[]): readonly KubewrightError[] {
  const bad = groups.filter((group) => !groupPattern.test(group));
  if (bad.length > 0) {
    const what = `groups that no token may have: ${bad.map((group) => JSON.stringify(group)).join(", ")}`;
    return [
      problem(
        "TOKEN_GROUPS",
        what,
        "A group looks like system:bootstrappers:my-nodes (lower-case letters, digits, ':' and '-').",
      ),
    ];
  }
  if (groups.length === 0 || usages.includes("authentication")) return [];
  return [
    problem(
      "TOKEN_GROUPS",
      "a token without usage authentication has no groups",
      "Leave --groups out, or add usage authentication.",
    ),
  ];
}

function problem(code: string, what: string, next: string): KubewrightError {
  return new KubewrightError(code, { what, next, exitCode: exitCodes.usage });
}
