import type { ConfigNode } from "./config-nodes.ts";
import { wholeNumber } from "./config-number.ts";
import { collectWords, type Words } from "./config-words.ts";
import { expandTokens, pathsFor } from "./hop-tokens.ts";
import { parseJump } from "./jump.ts";

/** What is asked of the configuration: a name as one types it after `ssh`, and what was said beside it. */
export interface HopQuery {
  readonly alias: string;
  /** What the user calls the machine; the alias when left out. */
  readonly name?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly identityFiles?: readonly string[] | undefined;
  readonly proxyJump?: string | undefined;
}

/** Who asks: the user of this machine. */
export interface LocalUser {
  readonly name: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How to reach and to enter one machine, all words of the configuration applied. */
export interface Hop {
  readonly name: string;
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Paths in the order in which they are tried. */
  readonly identityFiles: readonly string[];
  /** True when the user named identity files; else they are ssh's defaults. */
  readonly namesIdentities: boolean;
  readonly identitiesOnly: boolean;
  /** The agent's socket; null: none. */
  readonly agentSocket: string | null;
  /** "user@host:port" of each machine on the way, the nearest first. */
  readonly jumps: readonly string[];
  /** The name under which known_hosts holds the machine, when it is not the address's. */
  readonly hostKeyAlias: string | null;
  readonly connectTimeoutMs: number;
  /** ServerAliveInterval and ServerAliveCountMax: a machine that hears nothing for so long, so many times, is taken for gone. */
  readonly aliveIntervalMs: number;
  readonly aliveCount: number;
  readonly knownHostsFiles: readonly string[];
  /** Where an accepted key is added: the user's first file, never one of all users; null where the user has none. */
  readonly newKeysFile: string | null;
  /** RevokedHostKeys; null where there is none. */
  readonly revokedKeysFile: string | null;
  /** StrictHostKeyChecking no or accept-new: an unknown key is added without a question. */
  readonly acceptsNewKeys: boolean;
  readonly hashesNames: boolean;
  /** A command that stands for the connection; not supported here. */
  readonly proxyCommand: string | null;
}

/** ssh's own list, without the kinds of keys that cannot be used here. */
const defaultIdentities = ["id_rsa", "id_ecdsa", "id_ed25519"].map((name) => `~/.ssh/${name}`);
const defaultKnownHosts = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"];
const globalKnownHosts = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];
/** Seconds; a host that is down must not hold up a run as long as the system's own two minutes. */
const defaultConnectTimeout = 10;
/** ssh itself would wait for ever. Three times fifteen seconds outlast a switch that starts anew. */
const defaultAliveInterval = 15;
const defaultAliveCount = 3;

/** What the configuration says of a machine: the first word on each matter counts, what was said beside the name before all. Error HOST_SSH_CONFIG_INVALID. */
export function resolveHop(config: readonly ConfigNode[], query: HopQuery, local: LocalUser): Hop {
  const said = collectWords(config, query, local);
  const first = (keyword: string): string | undefined => said.get(keyword)?.[0]?.[0];
  const user = query.user ?? first("user") ?? local.name;
  const port = query.port ?? wholeNumber("Port", first("port") ?? "22", 65_535);
  const hostName = (first("hostname") ?? query.alias).replaceAll(/%([%h])/g, (_, c) => (c === "h" ? query.alias : "%"));
  const path = pathsFor({ query, hostName, port, user, local });
  const named = query.identityFiles ?? said.get("identityfile")?.flat();
  const word = query.proxyJump ?? (isCommandFirst(said) ? undefined : first("proxyjump"));
  const jump = word !== undefined && isOwn(word, query, port) ? undefined : word;
  return {
    name: query.name ?? query.alias,
    alias: query.alias,
    hostName,
    port,
    user,
    identityFiles: (named ?? defaultIdentities).filter((file) => file !== "none").map(path),
    namesIdentities: named !== undefined,
    identitiesOnly: first("identitiesonly")?.toLowerCase() === "yes",
    agentSocket: agentSocket(first("identityagent"), local, path),
    jumps: jumpsOf(jump, (text) => expandTokens(text, { query, hostName, port, user, local })),
    hostKeyAlias: first("hostkeyalias") ?? null,
    connectTimeoutMs: 1000 * seconds("ConnectTimeout", first("connecttimeout"), defaultConnectTimeout),
    aliveIntervalMs: 1000 * seconds("ServerAliveInterval", first("serveraliveinterval"), defaultAliveInterval),
    aliveCount: wholeNumber("ServerAliveCountMax", first("serveralivecountmax") ?? `${defaultAliveCount}`, 1000),
    ...knownHostsFiles(said, path),
    revokedKeysFile: fileOrNone(first("revokedhostkeys"), path),
    acceptsNewKeys: ["no", "off", "accept-new"].includes(first("stricthostkeychecking")?.toLowerCase() ?? ""),
    hashesNames: first("hashknownhosts")?.toLowerCase() === "yes",
    proxyCommand: proxyCommand(said.get("proxycommand")?.[0], jump),
  };
}

/** A machine as a person knows it, for a question: its name and, where that differs, what is typed after `ssh`; that alone where the name is "user@host:port". */
export function placeOf({ name, alias }: Pick<Hop, "name" | "alias">): string {
  return name === alias || /[@:]/.test(name) ? alias : `${name} (${alias})`;
}

function agentSocket(said: string | undefined, local: LocalUser, path: (text: string) => string): string | null {
  const variable = said === undefined || said === "SSH_AUTH_SOCK" ? "SSH_AUTH_SOCK" : /^\$(\w+)$/.exec(said)?.[1];
  if (said?.toLowerCase() === "none") return null;
  if (variable !== undefined) return local.environment[variable] || null;
  return path(said ?? "");
}

function jumpsOf(said: string | undefined, expand: (word: string) => string): readonly string[] {
  if (said === undefined || said === "" || said.toLowerCase() === "none") return [];
  return said.split(",").map((word) => expand(word.trim()));
}

/** No machine is reached over itself: `ProxyJump bastion` for all hosts means all but the bastion. */
function isOwn(jump: string, query: HopQuery, port: number): boolean {
  if (query.proxyJump !== undefined || jump.includes(",") || jump.toLowerCase() === "none") return false;
  const { alias, port: jumpPort } = parseJump(jump);
  return alias === query.alias && (jumpPort ?? port) === port;
}

/** The first of ProxyJump and ProxyCommand counts, also where it says "none". */
function isCommandFirst(said: Words): boolean {
  const [first] = [...said.keys()].filter((keyword) => keyword === "proxycommand" || keyword === "proxyjump");
  return first === "proxycommand";
}

/** A jump that is named leaves no room for a command. */
function proxyCommand(words: readonly string[] | undefined, jump: string | undefined): string | null {
  if (words === undefined || jump !== undefined || words[0]?.toLowerCase() === "none") return null;
  return words.join(" ");
}

function knownHostsFiles(said: Words, path: (text: string) => string): Pick<Hop, "knownHostsFiles" | "newKeysFile"> {
  const [own, shared] = [
    said.get("userknownhostsfile")?.[0] ?? defaultKnownHosts,
    said.get("globalknownhostsfile")?.[0] ?? globalKnownHosts,
  ].map((files) => files.filter((file) => file.toLowerCase() !== "none").map(path));
  return { knownHostsFiles: [...(own ?? []), ...(shared ?? [])], newKeysFile: own?.[0] ?? null };
}

function fileOrNone(said: string | undefined, path: (text: string) => string): string | null {
  return said === undefined || said.toLowerCase() === "none" ? null : path(said);
}

/** "none" and 0 are what stands for "no limit"; here there is always one. */
function seconds(keyword: string, said: string | undefined, otherwise: number): number {
  if (said === undefined || said === "0" || said.toLowerCase() === "none") return otherwise;
  return wholeNumber(keyword, said.replace(/s$/i, ""), 86_400);
}
