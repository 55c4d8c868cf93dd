import { readFile } from "node:fs/promises";
import type { ParsedKey } from "ssh2";
import { isAbsent } from "../local/file-error.ts";
import type { Answers } from "./answers.ts";
import { type Hop, placeOf } from "./hop.ts";
import { wordsOf } from "./host-error.ts";
import { type Identity, publicKey, readIdentity, type Signer } from "./identity.ts";

/** A key file of the user: what is known of it without a passphrase. */
export interface IdentityFile {
  readonly path: string;
  /** null where the file is encrypted as a whole and no `.pub` lies beside it. */
  readonly publicKey: ParsedKey | null;
  /** The key itself; the passphrase is asked for here, and only here, with the machine that wants it. Throws with what is wrong. */
  open(hop: Hop): Promise<Signer>;
}

/** A key file, or a sentence about why it is none. null: there is no such file. */
export type FoundIdentity = IdentityFile | { readonly path: string; readonly unusable: string } | null;

/** The key files of one run: each is read and opened once, because opening an encrypted one costs half a second of computing. */
export class IdentityFiles {
  readonly #answers: Answers;
  readonly #found = new Map<string, Promise<FoundIdentity>>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  find(path: string): Promise<FoundIdentity> {
    const found = this.#found.get(path) ?? this.#read(path);
    this.#found.set(path, found);
    return found;
  }

  async #read(path: string): Promise<FoundIdentity> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      return isAbsent(error) ? null : { path, unusable: wordsOf(error) };
    }
    const identity = readIdentity(text);
    if (identity.is === "signer")
      return { path, publicKey: identity.signer.publicKey, open: async () => identity.signer };
    if (identity.is === "unusable") return { path, unusable: identity.why };
    const shown = identity.is === "encrypted" ? identity.publicKey : null;
    let opened: Promise<Signer> | undefined;
    return {
      path,
      publicKey: shown ?? (await publicHalf(path)),
      open: (hop) => {
        opened ??= this.#unlock(path, text, hop);
        return opened;
      },
    };
  }

  async #unlock(path: string, text: string, hop: Hop): Promise<Signer> {
    const question = `Passphrase of ${path}, to log in to ${placeOf(hop)} as ${hop.user}`;
    const passphrase = await this.#answers.once(path, { kind: "passphrase", text: question, isHidden: true });
    if (passphrase === null) throw new Error(`${path} is encrypted, and nobody could be asked for its passphrase`);
    const identity: Identity = readIdentity(text, passphrase);
    if (identity.is === "signer") return identity.signer;
    throw new Error(`the passphrase given for ${path} does not open it`);
  }
}

async function publicHalf(path: string): Promise<ParsedKey | null> {
  const text = await readFile(`${path}.pub`, "utf8").catch(() => null);
  return text === null ? null : publicKey(text);
}
