import { randomBytes } from "node:crypto";
import type { BootstrapToken, InitIntent } from "../config/v1beta4.ts";
import { kubeletConf, kubewrightDir, manifestsDir, founding as notePath } from "../constants/paths.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { directoryState } from "../host/file-state.ts";
import type { HostView } from "../host/host.ts";
import { Secret } from "../secret.ts";
import { filesStep } from "../steps/files.ts";
import { type FixedSettings, fixedSettings, refuseLostAuthorities, refuseOtherSettings } from "./founded-cluster.ts";
import { type FoundingNote, foundingNoteText, readFoundingNote } from "./founding-note.ts";

/** What this run promises to those who join later. */
export interface Founding {
  /** False when an earlier run has founded the cluster: its tokens are events of that run and are not made again. */
  readonly isOpen: boolean;
  /** What the cluster is founded with and cannot change. */
  readonly fixed: FixedSettings;
  readonly tokens: readonly BootstrapToken[];
  readonly certificateKey: Secret;
  /** The token that lets the uploaded certificates expire. */
  readonly uploadToken: Secret;
}

/** Where the secrets of a run come from. */
export interface FoundingSource {
  readonly intent: InitIntent;
  /** True when nobody chose the first token: a resumed run takes the one it promised before. */
  readonly tokenIsRandom: boolean;
  /** A single phase is an act of its own: it makes what it is asked for, whatever was founded before. */
  readonly single: boolean;
}

/** The secrets of this run: those that an interrupted run has noted, else the configuration's, else new ones. Errors FOUNDED_OTHERWISE and AUTHORITIES_LOST where the cluster was founded before and this run is not about the same. */
export async function openFounding(view: HostView, source: FoundingSource): Promise<Founding> {
  const note = source.single ? null : await currentNote(view);
  const { init } = source.intent;
  const fixed = fixedSettings(source.intent);
  if (note?.state === "done") {
    refuseOtherSettings(note.fixed, fixed, view.name);
    await refuseLostAuthorities(view, source.intent);
  }
  const noted = note?.state === "unfinished" ? note : null;
  const tokens = init.bootstrapTokens.map((token, index) =>
    noted !== null && index === 0 && source.tokenIsRandom ? { ...token, token: noted.token.reveal() } : token,
  );
  const given = init.certificateKey === "" ? undefined : new Secret(init.certificateKey);
  return {
    fixed,
    isOpen: note?.state !== "done",
    tokens: note?.state === "done" ? [] : tokens,
    certificateKey: given ?? noted?.certificateKey ?? new Secret(randomBytes(32).toString("hex")),
    uploadToken: noted?.uploadToken ?? new Secret(`${letters(6)}.${letters(16)}`),
  };
}

/** What a founded control plane has, whatever else was lost; a reset takes both. */
const traces = [kubeletConf, `${manifestsDir}/kube-apiserver.yaml`];

/** The note, unless the cluster it tells of is gone: kubeadm's reset takes the cluster and leaves the note. */
async function currentNote(view: HostView): Promise<FoundingNote | null> {
  const [note, found] = await Promise.all([readFoundingNote(view), view.read(traces)]);
  return note?.state === "done" && found.size === 0 ? null : note;
}

/** Phase founding: writes down what must survive a crash, before anything else is made; then the steps of `also`. */
export function foundingPhase(founding: Founding, also: readonly Step[]): Phase {
  const [first] = founding.tokens;
  const token = new Secret(first?.token ?? "");
  const { certificateKey, uploadToken } = founding;
  const note: FoundingNote = founding.isOpen
    ? { state: "unfinished", token, certificateKey, uploadToken }
    : { state: "done", fixed: founding.fixed };
  return notePhase("founding", "What this run founds", note, also);
}

/** Phase founded: the secrets are wiped from the note; a later run makes none. */
export function foundedPhase({ fixed }: Founding): Phase {
  return notePhase("founded", "The cluster is founded", { state: "done", fixed });
}

function notePhase(id: string, title: string, note: FoundingNote, also: readonly Step[] = []): Phase {
  const tree = new Map([
    [kubewrightDir, directoryState(0o700)],
    [notePath, { type: "file", content: foundingNoteText(note), mode: 0o600, owner: "0:0" } as const],
  ]);
  return { id, title, steps: [filesStep({ id: "note", title, tree, foreign: "overwrite" }), ...also] };
}

/** Letters of a bootstrap token, each as likely as the other: bytes of 252 and more would favour the first four. */
function letters(count: number): string {
  const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  let text = "";
  while (text.length < count) {
    for (const byte of randomBytes(count)) if (byte < 252 && text.length < count) text += alphabet[byte % 36];
  }
  return text;
}
