import { type Event, parseEvents, YAMLException } from "js-yaml";
import { YamlFault } from "./yaml-fault.ts";

/** What js-yaml reads in a text. */
export interface EventStream {
  readonly events: readonly Event[];
  /** The text that the events' offsets count in: the one that was read, some of its lines further in. */
  readonly text: string;
  /** The offset in the text that was read, for one of the events. */
  origin(at: number): number;
}

/** So many characters are read again in all: some sixty milliseconds' work for each million. */
const maximumReread = 3 * 1024 * 1024;

/**
 * Reads a text's first events. js-yaml wants the lines within brackets and quotes further in than their key, and no tab
 * before them; Kubernetes' library does not mind. Such a line is moved in and the text read again: white space at these
 * places means nothing. Throws YamlFault for a text that is not YAML.
 */
export function readEvents(text: string): EventStream {
  const moves: Move[] = [];
  const origin = (at: number): number => originOf(at, moves);
  let current = text;
  for (let read = 0; ; read += current.length) {
    try {
      return { events: parseEvents(current, {}), text: current, origin };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const at = error.mark?.position ?? 0;
      const isTooFarOut = error.reason === "deficient indentation";
      if (isTooFarOut && at >= current.length) throw new YamlFault(origin(at), "a bracket or a quote is not closed");
      const moved = isTooFarOut && read < maximumReread ? movedIn(current, at, moves, text) : undefined;
      if (moved === undefined) throw new YamlFault(origin(at), error.reason);
      current = moved;
    }
  }
}

/** Spaces that were put before a line: where it began in the text that was read, and how many. */
interface Move {
  readonly lineStart: number;
  readonly spaces: number;
}

/** The text with the line at an offset mended: its last tab made a space, or else spaces put before it; undefined when that was done. */
function movedIn(text: string, at: number, moves: Move[], read: string): string | undefined {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const tab = text.slice(lineStart, at).lastIndexOf("\t");
  if (tab >= 0) return `${text.slice(0, lineStart + tab)} ${text.slice(lineStart + tab + 1)}`;
  const origin = originOf(lineStart, moves);
  if (moves.some((move) => move.lineStart === origin)) return undefined;
  const spaces = moves[0]?.spaces ?? deepestColumn(read) + 1;
  moves.push({ lineStart: origin, spaces });
  moves.sort((left, right) => left.lineStart - right.lineStart);
  return text.slice(0, lineStart) + " ".repeat(spaces) + text.slice(lineStart);
}

/** No key or list item begins further in than this: before it are only spaces, signs of lists and keys, anchors and tags. */
function deepestColumn(text: string): number {
  let deepest = 0;
  for (const [start] of text.matchAll(/^(?:[ ?:-]|[&!][^ \n]*)*/gm)) deepest = Math.max(deepest, start.length);
  return deepest;
}

function originOf(at: number, moves: readonly Move[]): number {
  let shift = 0;
  for (const { lineStart, spaces } of moves) {
    if (at < lineStart + shift) break;
    if (at < lineStart + shift + spaces) return lineStart;
    shift += spaces;
  }
  return at - shift;
}
