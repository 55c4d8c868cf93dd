import type { Path } from "../../yaml.ts";
import { isBootstrapToken } from "../bootstrap-token.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { RawBootstrapToken } from "../schema/init-configuration.ts";
import type { BootstrapToken, InitConfiguration } from "../v1beta4.ts";
import { endpointRules, nodeRegistrationRules } from "./node.ts";
import { certificateKey } from "./shared.ts";

const usages = ["signing", "authentication"];
const group = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** kubeadm's rules for an InitConfiguration. `written` are the tokens before defaults. */
export function initRules(init: InitConfiguration, written: readonly RawBootstrapToken[]): Finding[] {
  return [
    ...nodeRegistrationRules(init.nodeRegistration),
    ...init.bootstrapTokens.flatMap((token, index) => tokenRules(["bootstrapTokens", index], token, written[index])),
    ...endpointRules(["localAPIEndpoint"], init.localAPIEndpoint),
    ...certificateKey(["certificateKey"], init.certificateKey),
  ];
}

function tokenRules(path: Path, token: BootstrapToken, written: RawBootstrapToken | undefined): Finding[] {
  return [
    ...tokenRule([...path, "token"], token.token),
    ...token.usages.flatMap((usage, index) =>
      usages.includes(usage)
        ? []
        : [
            invalid(
              [...path, "usages", index],
              `${shown(usage)} is no usage of a token`,
              "Write signing, authentication or both.",
            ),
          ],
    ),
    ...groupRules([...path, "groups"], token),
    ...(written?.expires === undefined
      ? []
      : [
          invalid(
            [...path, "expires"],
            "expires cannot be used: a token always has a ttl",
            "Write ttl instead, for example 48h0m0s.",
          ),
        ]),
  ];
}

/** A bootstrap token, which is not repeated. */
export function tokenRule(path: Path, token: string): Finding[] {
  if (isBootstrapToken(token)) return [];
  const what = token === "" ? "a token is missing" : "this is not a bootstrap token";
  return [invalid(path, what, "Write a token such as abcdef.0123456789abcdef; kubewright token generate makes one.")];
}

function groupRules(path: Path, token: BootstrapToken): Finding[] {
  const findings = token.groups.flatMap((name, index) =>
    group.test(name)
      ? []
      : [
          invalid(
            [...path, index],
            `${shown(name)} cannot be a token's group`,
            "Begin it with system:bootstrappers: and go on in lower case.",
          ),
        ],
  );
  if (token.usages.includes("authentication")) return findings;
  const next = "Add authentication to usages.";
  return [...findings, invalid(path, "groups need the usage authentication", next)];
}
