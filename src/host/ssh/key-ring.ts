import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";
import { agentKeys } from "./agent-keys.ts";
import type { Hop } from "./hop.ts";
import { wordsOf } from "./host-error.ts";
import { publicKey, unsupportedKind } from "./identity.ts";
import type { IdentityFile, IdentityFiles } from "./identity-files.ts";
import { keyType } from "./known-hosts.ts";

type Sign = (data: Buffer, hash: "sha256" | "sha512" | undefined) => Promise<Buffer>;

interface RingKey {
  readonly publicKey: ParsedKey;
  readonly sign: Sign;
}

/** The keys that are offered to one machine, in ssh's order, and what is to be said about those that cannot be. */
export interface KeyRing {
  readonly agent: RingAgent;
  readonly size: number;
  /** Sentences without a full stop; more are added while the keys are used. */
  readonly notes: string[];
}

/**
 * Keys the user named come first (signed by the agent when it has them, so that no passphrase is asked for), then the agent's others unless
 * IdentitiesOnly, then ssh's default files.
 */
export async function keyRing(hop: Hop, files: IdentityFiles): Promise<KeyRing> {
  const notes: string[] = [];
  const agent = await keysOfAgent(hop.agentSocket, notes);
  const own = await keysOfFiles(hop, files, notes);
  const inAgent = (key: ParsedKey): RingKey | undefined => agent.find((one) => sameKey(one.publicKey, key));
  const mine = own.map((key) => inAgent(key.publicKey) ?? key);
  const others = hop.identitiesOnly ? [] : agent;
  const ordered = hop.namesIdentities ? [...mine, ...others] : [...others, ...mine];
  const keys = ordered.filter((key, at) => ordered.findIndex((one) => sameKey(one.publicKey, key.publicKey)) === at);
  return { agent: new RingAgent(keys, notes), size: keys.length, notes };
}

function sameKey(a: ParsedKey, b: ParsedKey): boolean {
  return a.getPublicSSH().equals(b.getPublicSSH());
}

async function keysOfAgent(socket: string | null, notes: string[]): Promise<readonly RingKey[]> {
  if (socket === null) return [];
  let blobs: readonly Buffer[];
  try {
    blobs = await agentKeys(socket);
  } catch (error) {
    notes.push(`the ssh-agent at ${socket} cannot be used: ${wordsOf(error)}`);
    return [];
  }
  const agent = ssh2.createAgent(socket);
  return blobs.flatMap((blob) => {
    const unsupported = unsupportedKind(keyType(blob));
    const key = unsupported === null ? publicKey(blob) : null;
    if (key === null)
      notes.push(`a key of the ssh-agent is left out: ${unsupported ?? `its type is ${keyType(blob)}`}`);
    return key === null ? [] : [{ publicKey: key, sign: signByAgent(agent, key) }];
  });
}

function signByAgent(agent: ssh2.BaseAgent, key: ParsedKey): Sign {
  return (data, hash) =>
    new Promise((resolve, reject) => {
      agent.sign(key, data, hash === undefined ? {} : { hash }, (error, signature) => {
        if (signature === undefined) reject(error ?? new Error("the ssh-agent did not sign"));
        else resolve(signature);
      });
    });
}

async function keysOfFiles(hop: Hop, files: IdentityFiles, notes: string[]): Promise<readonly RingKey[]> {
  const keys = await Promise.all(
    hop.identityFiles.map(async (path): Promise<RingKey | null> => {
      const found = await files.find(path);
      if (found === null) {
        if (hop.namesIdentities) notes.push(`there is no file ${path}`);
        return null;
      }
      if ("unusable" in found) {
        notes.push(`${path} cannot be used: ${found.unusable}`);
        return null;
      }
      return keyOfFile(found, hop, notes);
    }),
  );
  return keys.filter((key) => key !== null);
}

/** A file that hides even its public half must be opened before it can be offered. */
async function keyOfFile(file: IdentityFile, hop: Hop, notes: string[]): Promise<RingKey | null> {
  try {
    const shown = file.publicKey ?? (await file.open(hop)).publicKey;
    return { publicKey: shown, sign: async (data, hash) => (await file.open(hop)).sign(data, hash) };
  } catch (error) {
    notes.push(wordsOf(error));
    return null;
  }
}

/** The ring as ssh2 uses it: a key is opened only when the machine has said that it would take it. */
class RingAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #keys: readonly RingKey[];
  readonly #notes: string[];

  constructor(keys: readonly RingKey[], notes: string[]) {
    super();
    this.#keys = keys;
    this.#notes = notes;
  }

  override getIdentities(answer: IdentityCallback<ParsedKey>): void {
    answer(
      null,
      this.#keys.map((key) => key.publicKey),
    );
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    answer?: SignCallback,
  ): void {
    const done = typeof options === "function" ? options : (answer ?? (() => {}));
    const hash = typeof options === "function" ? undefined : options.hash;
    const own = this.#keys.find((one) => sameKey(one.publicKey, key));
    if (own === undefined) {
      done(new Error("the key is not in the ring"));
      return;
    }
    own.sign(data, hash === "sha256" || hash === "sha512" ? hash : undefined).then(
      (signature) => done(null, signature),
      (error: unknown) => {
        this.#notes.push(wordsOf(error));
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}
