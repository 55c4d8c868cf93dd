import { founding } from "../constants/paths.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { reveal, revealed, Secret } from "../secret.ts";
import type { FixedSettings } from "./founded-cluster.ts";

/**
 * What a founding run must remember over a crash: the join token and the certificate key it has promised, and the token
 * that lets the uploaded certificates expire, so that a resumed run makes no second one.
 * When the run is done the secrets go and only the word remains, so that a later run makes no new token, and what the cluster was
 * founded with and cannot change.
 */
export type FoundingNote =
  | {
      readonly state: "unfinished";
      readonly token: Secret;
      readonly certificateKey: Secret;
      readonly uploadToken: Secret;
    }
  | { readonly state: "done"; readonly fixed: FixedSettings };

/** The note as it lies in /var/lib/kubewright/founding.json, mode 0600. */
export function foundingNoteText(note: FoundingNote): Secret {
  return new Secret(`${JSON.stringify({ version: 1, ...(revealed(note) as object) })}\n`);
}

/** The note on this machine, or null when none is there. Error FOUNDING_NOTE_UNREADABLE when it is not ours or torn. */
export async function readFoundingNote(view: HostView): Promise<FoundingNote | null> {
  const file = (await view.read([founding])).get(founding);
  if (file === undefined) return null;
  if (file.type === "file") {
    const note = parse(reveal(file.content));
    if (note !== null) return note;
  }
  throw new KubewrightError("FOUNDING_NOTE_UNREADABLE", {
    what: `${founding} is not what this tool writes there.`,
    next: `Look at it; if the cluster on this host is of no use, run: kubewright reset. Else remove the file and run init again.`,
    node: view.name,
  });
}

function parse(text: string): FoundingNote | null {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== "object" || fields === null || !("state" in fields)) return null;
    const { token, certificateKey, uploadToken } = fields as Readonly<Record<string, unknown>>;
    if (fields.state === "done") return { state: "done", fixed: texts(Reflect.get(fields, "fixed")) };
    if (typeof token !== "string" || typeof certificateKey !== "string" || typeof uploadToken !== "string") return null;
    return {
      state: "unfinished",
      token: new Secret(token),
      certificateKey: new Secret(certificateKey),
      uploadToken: new Secret(uploadToken),
    };
  } catch {
    return null;
  }
}

/** The texts in a mapping; a note of an older release has none. */
function texts(value: unknown): FixedSettings {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
