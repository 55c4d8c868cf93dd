import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { within } from "./within.ts";

/** The sockets that kubeadm knows, in its order. */
const knownCriSockets: readonly string[] = [
  "unix:///var/run/containerd/containerd.sock",
  "unix:///var/run/crio/crio.sock",
  "unix:///var/run/cri-dockerd.sock",
];

/** Milliseconds until a socket must have answered a connect: behind sudo and other questions, on a busy machine. */
const connectMs = 5_000;

/** Whether something accepts a connection at a CRI socket ("unix:///…" or a bare path). */
async function answersConnect(view: HostView, socket: string): Promise<boolean> {
  const dialled = view.dial({ socket: pathOf(socket) });
  // A connection that comes after the deadline is closed all the same.
  const closed = dialled.then((stream) => {
    stream.on("error", () => undefined);
    stream.destroy();
    return true;
  });
  return within(connectMs, closed, false).catch(() => false);
}

function pathOf(socket: string): string {
  return socket.replace(/^unix:\/\//, "");
}

/** The known CRI sockets at whose paths something lies: over SSH a question about files costs far less than a connection in vain. */
export async function criSocketsThere(view: HostView): Promise<readonly string[]> {
  const found = await view.read(knownCriSockets.map(pathOf));
  return knownCriSockets.filter((socket) => found.has(pathOf(socket)));
}

/** Those of the sockets that answer on the machine. */
export async function criSocketsAnswering(view: HostView, sockets: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(sockets.map((socket) => answersConnect(view, socket)));
  return sockets.filter((_, index) => answers[index]);
}

/** The known CRI sockets that answer on the machine. */
export const criSockets: Fact<readonly string[]> = {
  name: "CRI sockets",
  read: async (view) => criSocketsAnswering(view, await criSocketsThere(view)),
};
