import type { Socket } from "node:net";

type Written = (error?: Error | null) => void;

/**
 * Makes a connected socket send what is written in one turn of the event loop by one system call: ssh2 writes each packet in
 * three or four pieces, each of which would be a call, and a TCP segment, of its own.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  let isGathering = false;
  const send = (): void => {
    isGathering = false;
    socket.uncork();
  };
  socket.write = (chunk: Uint8Array | string, second?: BufferEncoding | Written, written?: Written): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      setImmediate(send);
    }
    return typeof second === "string" ? write(chunk, second, written) : write(chunk, second ?? written);
  };
}
