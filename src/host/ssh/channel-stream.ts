import { Duplex } from "node:stream";
import type { Channel } from "ssh2";
import type { Connection } from "./connection.ts";

/** A channel as a stream that behaves like a socket: it can be destroyed, and ends with ECONNRESET when the connection is lost. `head` is what was read of it before. */
export function channelStream(channel: Channel, connection: Connection, head?: Buffer): Duplex {
  const stream = new Duplex({
    allowHalfOpen: true,
    read: () => void channel.resume(),
    write: (chunk: Buffer, _encoding, done) => void channel.write(chunk, done),
    final: (done) => {
      channel.end();
      done();
    },
    destroy: (error, done) => {
      channel.close();
      // What still arrives is thrown away, else the channel would never close.
      channel.resume();
      done(error);
    },
  });
  const push = (chunk: Buffer): void => {
    if (!stream.destroyed && !stream.push(chunk)) channel.pause();
  };
  if (head !== undefined && head.length > 0) push(head);
  channel.on("data", push);
  channel.on("end", () => {
    if (!stream.destroyed) stream.push(null);
  });
  channel.on("error", (error: Error) => stream.destroy(error));
  channel.on("close", () => {
    if (stream.readableEnded) stream.destroy();
    else stream.once("end", () => stream.destroy());
  });
  // Nobody listens to a stream that was given back.
  const stop = connection.onGone(() => stream.destroy(stream.listenerCount("error") > 0 ? reset() : undefined));
  stream.once("close", stop);
  return stream;
}

function reset(): Error {
  return Object.assign(new Error("the connection to the machine is gone"), { code: "ECONNRESET" });
}
