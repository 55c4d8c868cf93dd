import { isDeepStrictEqual } from "node:util";
import { KubewrightError } from "../errors.ts";
import type { Host } from "../host/host.ts";
import type { Bookkeeper } from "./bookkeeper.ts";
import type { CallChange, Change, CommandChange, FileChange, ObjectChange } from "./change.ts";
import { changeTitle, filesTitle } from "./change-title.ts";
import { commandFailure } from "./command-failure.ts";
import type { Expectation } from "./fact.ts";
import type { Facts } from "./facts.ts";
import { asErrors, interrupted, stopIfInterrupted, throwable } from "./fail.ts";
import type { ObjectStore } from "./object-store.ts";
import { type Waiting, waitFor } from "./wait.ts";

/** What changes are carried out with. */
export interface Hands {
  readonly host: Host;
  readonly objects: ObjectStore;
  readonly facts: Facts;
  readonly books: Bookkeeper;
  readonly phase: string;
  readonly waiting: Waiting;
}

/**
 * Carries the changes out in order: the only place in this program that writes. Neighbouring file changes go in one write,
 * neighbouring object changes that allow it go side by side. An interrupt stops it between two effects.
 */
export async function applyChanges(changes: readonly Change[], hands: Hands): Promise<void> {
  for (const group of groups(changes)) {
    stopIfInterrupted(hands.waiting.signal);
    const files = group.filter((change) => change.kind === "file");
    hands.waiting.progress(files.length > 0 ? filesTitle(files) : group.map(changeTitle).join(", "));
    try {
      await applyGroup(group, files, hands);
    } finally {
      hands.facts.drop();
    }
  }
}

async function applyGroup(group: readonly Change[], files: readonly FileChange[], hands: Hands): Promise<void> {
  if (files.length > 0) return hands.books.write(hands.phase, files);
  const ends = await Promise.allSettled(group.map((change) => applyOne(change, hands)));
  const errors = ends.flatMap((end) => (end.status === "rejected" ? asErrors(end.reason) : []));
  if (errors.length > 0) throw throwable(errors);
}

function groups(changes: readonly Change[]): Change[][] {
  const made: Change[][] = [];
  for (const change of changes) {
    const last = made.at(-1)?.at(-1);
    const joins = last !== undefined && (areFiles(last, change) || (isTogether(last) && isTogether(change)));
    if (joins) made.at(-1)?.push(change);
    else made.push([change]);
  }
  return made;
}

function areFiles(a: Change, b: Change): boolean {
  return a.kind === "file" && b.kind === "file";
}

function isTogether(change: Change): change is ObjectChange {
  return change.kind === "object" && change.together === true;
}

async function applyOne(change: Change, hands: Hands): Promise<void> {
  switch (change.kind) {
    case "file":
      return hands.books.write(hands.phase, [change]);
    case "command":
      return runCommand(change, hands);
    case "object":
      return hands.objects.write(change.write);
    case "call":
      return call(change, hands);
    case "wait":
      return waitFor(change, hands.host, hands.waiting);
  }
}

async function runCommand(change: CommandChange, hands: Hands): Promise<void> {
  const result = await hands.host.run(change.command);
  if (![0, ...(change.accepts ?? [])].includes(result.code)) throw commandFailure(change, result);
  await check(change.title, change.makes, hands);
}

/** A call that gave up because the signal came has not failed: that is an interruption. */
async function call(change: CallChange, hands: Hands): Promise<void> {
  const { signal } = hands.waiting;
  await change.perform(hands.host, signal).catch((error: unknown) => {
    throw signal.aborted ? interrupted() : error;
  });
  await check(change.title, change.makes, hands);
}

/** @throws EXPECTATION_UNMET when the machine does not show what the change was to bring about. */
async function check(title: string, makes: readonly Expectation[], { host, facts }: Hands): Promise<void> {
  facts.drop();
  const answers = await Promise.all(makes.map(async ({ fact, value }) => ({ fact, value, is: await fact.read(host) })));
  const unmet = answers.filter(({ value, is }) => !isDeepStrictEqual(is, value));
  if (unmet.length === 0) return;
  throw new KubewrightError("EXPECTATION_UNMET", {
    what: `"${title}" was done, but did not bring what it was to bring.`,
    why: unmet
      .map(({ fact, value, is }) => `${fact.name} is ${JSON.stringify(is)}, not ${JSON.stringify(value)}`)
      .join("; "),
    next: "See what keeps it from that, then run the same command again.",
  });
}
