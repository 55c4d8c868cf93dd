import type { Entropy } from "../config/bootstrap-token.ts";
import type { BootstrapToken } from "../config/v1beta4.ts";
import { caPins } from "../discovery/cluster-info.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";
import { serverOf } from "../kube/from-kubeconfig.ts";
import { bootstrapTokenSecret, bootstrapTokenSecretName, readBootstrapToken } from "../manifests/bootstrap-token.ts";
import { hostPort } from "../manifests/network.ts";
import type { ObjectPrinter } from "../output/object-printer.ts";
import { joinCommandLine } from "./join-command.ts";
import { tokenIdOf } from "./token-id.ts";
import { renderTokens } from "./token-list.ts";
import { type TokenWish, wantedToken } from "./wanted-token.ts";

/** `token create`: a token from flags, or those of a configuration file. */
export interface CreateTokenOptions extends TokenWish {
  /** InitConfiguration's bootstrapTokens; the fields of TokenWish do not count then. */
  readonly tokens?: readonly BootstrapToken[] | undefined;
  readonly printJoinCommand?: boolean | undefined;
  /** Only with printJoinCommand. */
  readonly certificateKey?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** The kubeconfig's server and CA bundle: what a new node is told. */
  readonly access: { readonly server: string; readonly ca: string };
  readonly randomBytes: Entropy;
  readonly now: Date;
  /** The word in front of "join"; "kubewright" when left out. */
  readonly program?: string | undefined;
}

const system = "kube-system";
const secretType = "bootstrap.kubernetes.io/token";

/** Makes the tokens and gives the first one, or the whole join command, on a line. Codes: TOKEN_EXISTS, CERTIFICATE_KEY_WITHOUT_JOIN, and wantedToken's. */
export async function createToken(client: KubeClient, options: CreateTokenOptions): Promise<string> {
  const { printJoinCommand = false, certificateKey, dryRun = false, now } = options;
  if (certificateKey !== undefined && !printJoinCommand) throw keyWithoutJoin();
  const tokens = options.tokens ?? [wantedToken(options, options.randomBytes)];
  const [first] = tokens;
  if (first === undefined) throw nothingToMake();
  for (const token of tokens) await create(client, bootstrapTokenSecret(token, now), dryRun);
  return `${printJoinCommand ? invitation(first.token, options) : first.token}\n`;
}

/** The cluster's tokens as `print` prints them, or as kubeadm's table. What is no well-formed token is passed over. */
export async function listTokens(
  client: KubeClient,
  { print, now }: { readonly print: ObjectPrinter | null; readonly now: Date },
): Promise<string> {
  const kind = { apiVersion: "v1", kind: "Secret", namespace: system, fieldSelector: `type=${secretType}` };
  const tokens = (await client.list(kind)).map(readBootstrapToken).filter((token) => token !== null);
  return renderTokens(tokens, print, now);
}

/** Deletes tokens named by id or in full, and says so a line each. When one is not there, TOKEN_NOT_FOUND, and none is deleted. */
export async function deleteTokens(
  client: KubeClient,
  named: readonly string[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<string> {
  if (named.length === 0) throw nothingNamed();
  const ids = [...new Set(named.map(tokenIdOf))];
  const there = await Promise.all(ids.map((id) => client.get(secretRef(id))));
  const missing = ids.filter((_, index) => there[index] === null);
  if (missing.length > 0) throw notFound(missing);
  if (!dryRun) for (const id of ids) await client.delete(secretRef(id));
  return ids.map((id) => `bootstrap token "${id}" ${dryRun ? "would be deleted" : "deleted"}\n`).join("");
}

async function create(client: KubeClient, secret: KubeObject, dryRun: boolean): Promise<void> {
  try {
    await client.create(secret, { dryRun });
  } catch (error) {
    if (!(error instanceof KubewrightError) || error.code !== "KUBE_EXISTS") throw error;
    throw new KubewrightError("TOKEN_EXISTS", {
      what: `a token with id "${secret.metadata.name.replace(/^bootstrap-token-/, "")}" already exists`,
      next: "Leave the token out to have a new one made up, or delete the old one: `kubewright token delete`.",
      cause: error,
    });
  }
}

function invitation(token: string, { access, certificateKey, program }: CreateTokenOptions): string {
  const { host, port } = serverOf(access.server);
  return joinCommandLine({
    program: program ?? "kubewright",
    endpoint: hostPort(host, port),
    token,
    pins: caPins(access.ca),
    controlPlane: certificateKey !== undefined,
    certificateKey,
  });
}

function secretRef(id: string): ObjectRef {
  return { apiVersion: "v1", kind: "Secret", namespace: system, name: bootstrapTokenSecretName(id) };
}

function keyWithoutJoin(): KubewrightError {
  return new KubewrightError("CERTIFICATE_KEY_WITHOUT_JOIN", {
    what: "--certificate-key is of use only with --print-join-command",
    next: "Add --print-join-command, or leave the key out.",
    exitCode: exitCodes.usage,
  });
}

function nothingToMake(): KubewrightError {
  return new KubewrightError("TOKEN_NONE", {
    what: "the configuration names no bootstrap token",
    next: "Add one to bootstrapTokens, or leave --config out.",
    exitCode: exitCodes.usage,
  });
}

function nothingNamed(): KubewrightError {
  return new KubewrightError("TOKEN_NONE", {
    what: "no token to delete was named",
    next: "Name tokens or their ids: `kubewright token delete abcdef`.",
    exitCode: exitCodes.usage,
  });
}

function notFound(ids: readonly string[]): KubewrightError {
  return new KubewrightError("TOKEN_NOT_FOUND", {
    what: `the cluster has no token ${ids.join(", ")}; nothing was deleted`,
    next: "See which there are: `kubewright token list`.",
  });
}
