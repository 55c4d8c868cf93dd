import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { plainText } from "./plain-text.ts";
import { type Endpoint, parseProcNetTcp } from "./proc-net-tcp.ts";
import { readText } from "./text-file.ts";

/** Who holds a socket, where root can see it. */
export interface SocketOwner {
  readonly pid: number;
  /** The kernel's name of the process: at most 15 characters ("kube-controller"). */
  readonly name: string;
  /** True when the process runs in a cgroup of a Pod. */
  readonly inPod: boolean;
}

/** A TCP socket that listens. */
export interface ListeningSocket extends Endpoint {
  readonly process: SocketOwner | null;
}

/** Reads `ss -Hltnp`. Lines of another form are passed over. */
export function parseSs(text: string): (Endpoint & { readonly pid: number | null; readonly name: string })[] {
  return text.split("\n").flatMap((line) => {
    const match = /^LISTEN\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+\s*(.*)$/.exec(line.trim());
    if (match?.[1] === undefined || match[3] === undefined) return [];
    const owner = /\("((?:[^"\\]|\\.)*)",pid=(\d+)/.exec(match[3]);
    return [
      {
        address: plainAddress(match[1]),
        port: Number(match[2]),
        pid: owner?.[2] === undefined ? null : Number(owner[2]),
        name: plainText(owner?.[1] ?? "", 32),
      },
    ];
  });
}

/** "[::1]" → "::1", "127.0.0.53%lo" → "127.0.0.53", "*" → "::" */
function plainAddress(text: string): string {
  const bare = text.replace(/^\[|\]$/g, "").replace(/\]?%.*$/, "");
  return bare === "*" ? "::" : plainText(bare, 64);
}

/** Every TCP socket that listens on the machine, with its owner where `ss` is there to tell. */
export const listeningSockets: Fact<readonly ListeningSocket[]> = {
  name: "listening sockets",
  read: async (view) => {
    const answer = await view.probe({ argv: ["ss", "-Hltnp"], timeoutMs: 5000 });
    if (answer.code !== 0) return fromProc(view);
    const found = parseSs(answer.stdout);
    const paths = [...new Set(found.flatMap(({ pid }) => (pid === null ? [] : [`/proc/${pid}/cgroup`])))];
    const groups = await view.read(paths);
    return found.map(({ address, port, pid, name }) => {
      if (pid === null) return { address, port, process: null };
      const group = groups.get(`/proc/${pid}/cgroup`);
      const inPod = group?.type === "file" && typeof group.content === "string" && group.content.includes("kubepods");
      return { address, port, process: { pid, name, inPod } };
    });
  },
};

async function fromProc(view: HostView): Promise<ListeningSocket[]> {
  return (await readEndpoints(view)).map((endpoint) => ({ ...endpoint, process: null }));
}

async function readEndpoints(view: HostView): Promise<Endpoint[]> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readText(view, path)));
  return tables.flatMap((table) => parseProcNetTcp(table ?? ""));
}

/** Where something listens, without its owner: a fast answer, for no process is looked at. */
export const listeningEndpoints: Fact<readonly Endpoint[]> = { name: "listening endpoints", read: readEndpoints };
