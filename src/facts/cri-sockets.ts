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
  const dialled = view.dial({ socket: socket.replace(/^unix:\/\//, "") });
  // A connection that comes after the deadline is closed all the same.
  const closed = dialled.then((stream) => {
    stream.on("error", () => undefined);
    stream.destroy();
    return true;
  });
  return within(connectMs, closed, false).catch(() => false);
}

/** The known CRI sockets that answer on the machine. */
export const criSockets: Fact<readonly string[]> = {
  name: "CRI sockets",
  read: async (view) => {
    const answers = await Promise.all(knownCriSockets.map((socket) => answersConnect(view, socket)));
    return knownCriSockets.filter((_, index) => answers[index]);
  },
};
