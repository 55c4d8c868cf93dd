import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import ssh2, { type Connection as ServerConnection } from "ssh2";
import type { Host } from "../../src/host/host.ts";
import { answerScript, type ScriptStreams, scriptIn } from "./answer-script.ts";
import { makeHostKey } from "./ssh-host-key.ts";

/** ssh2's own server in front of hosts of any kind: machines in memory, by the thousand. */
export interface HostsServer {
  readonly port: number;
  readonly hostKey: string;
  /** Channels that were opened until now: each command and each stream has one. */
  readonly channels: () => number;
  close(): Promise<void>;
}

export interface HostsServerOptions {
  /** The machine that answers at a loopback address (127.x.y.z). */
  readonly hostAt: (address: string) => Host;
  /** Milliseconds that every packet takes, each way half of it. */
  readonly latencyMs?: number;
}

/** Serves on all of 127.0.0.0/8; anybody may log in. */
export async function startHostsServer({ hostAt, latencyMs = 0 }: HostsServerOptions): Promise<HostsServer> {
  const key = makeHostKey();
  const sockets = new Set<Socket>();
  let channels = 0;
  const opened = (): void => {
    channels += 1;
  };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    const inner = new ssh2.Server({ hostKeys: [key.private] }, (client) =>
      serve(client, hostAt(socket.localAddress ?? ""), opened),
    );
    inner.injectSocket(latencyMs === 0 ? socket : delayed(socket, latencyMs / 2));
  });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    port,
    hostKey: key.public,
    channels: () => channels,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** What is written in one turn is on its way together: ssh2 writes each packet in several pieces. */
function delayed(socket: Socket, ms: number): Socket {
  let pieces: Buffer[] = [];
  const leave = (): void => {
    const together = Buffer.concat(pieces);
    pieces = [];
    setTimeout(() => socket.write(together), ms);
  };
  const slow = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      if (pieces.length === 0) setImmediate(leave);
      pieces.push(chunk);
      done();
    },
    final: (done) => {
      setImmediate(() => setTimeout(() => socket.end(), ms));
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => setTimeout(() => slow.push(chunk), ms));
  socket.on("end", () => setTimeout(() => slow.push(null), ms));
  socket.on("error", () => slow.destroy());
  socket.on("close", () => slow.destroy());
  return slow as Socket;
}

function serve(client: ServerConnection, host: Host, opened: () => void): void {
  client.on("session", opened).on("tcpip", opened).on("openssh.streamlocal", opened);
  client.on("authentication", (context) => context.accept());
  client.on("error", () => {});
  client.setMaxListeners(0); // one for each channel that is open
  client.on("session", (accept) => {
    accept().on("exec", (acceptExec, _reject, { command }) => {
      const channel = acceptExec();
      void answer(host, command, channel, client).catch(() => channel.close());
    });
  });
  client.on("tcpip", (accept, reject, { destIP, destPort }) => {
    host.dial({ host: destIP, port: destPort }).then((stream) => join(accept(), stream), reject);
  });
  client.on("openssh.streamlocal", (accept, reject, { socketPath }) => {
    host.dial({ socket: socketPath }).then((stream) => join(accept(), stream), reject);
  });
}

function join(channel: ssh2.ServerChannel, stream: Duplex): void {
  channel.on("error", () => {});
  stream.on("error", () => channel.close());
  channel.on("close", () => stream.destroy());
  stream.pipe(channel).pipe(stream);
}

async function answer(
  host: Host,
  command: string,
  channel: ssh2.ServerChannel,
  client: ServerConnection,
): Promise<void> {
  const input = readInput(channel, client);
  let found = scriptIn(command);
  // A long script comes in at standard input.
  const size = /^eval "\$\(dd bs=65536 count=(\d+) /.exec(found?.script ?? "")?.[1];
  if (size !== undefined) found = scriptOf(await input.take(Number(size)));
  if (found === null) {
    channel.exit(127);
    channel.end();
    return;
  }
  channel.write(`${found.marker}\n`);
  channel.stderr.write(`${found.marker}\n`);
  const streams: ScriptStreams = {
    input: input.all,
    firstLine: input.firstLine,
    say: (text) => void channel.write(text),
  };
  const end = await answerScript(host, found.script, found.marker, streams);
  await new Promise((resolve) => channel.stderr.write(end.stderr, resolve));
  await new Promise((resolve) => channel.write(end.stdout, resolve));
  if (end.code < 0) channel.exit("KILL");
  else channel.exit(end.code);
  channel.end();
}

function scriptOf(bytes: Buffer): { readonly script: string; readonly marker: string } {
  const script = bytes.toString("utf8");
  return { script, marker: /^m=([0-9a-f]{32});/.exec(script)?.[1] ?? "" };
}

function readInput(channel: ssh2.ServerChannel, client: ServerConnection) {
  let heard = Buffer.alloc(0);
  let isOver = false;
  let changed = (): void => {};
  const more = (): Promise<void> =>
    new Promise((resolve) => {
      changed = resolve;
    });
  channel.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    changed();
  });
  const over = (): void => {
    isOver = true;
    changed();
  };
  channel.on("end", over);
  channel.on("close", over);
  channel.on("error", over);
  client.on("close", over);
  const take = async (length: number): Promise<Buffer> => {
    while (heard.length < length && !isOver) await more();
    const taken = heard.subarray(0, length);
    heard = heard.subarray(length);
    return taken;
  };
  return {
    take,
    all: async (): Promise<Buffer> => {
      while (!isOver) await more();
      return take(heard.length);
    },
    firstLine: async (): Promise<string> => {
      while (!heard.includes(0x0a) && !isOver) await more();
      return (await take(heard.indexOf(0x0a) + 1)).toString("utf8").trimEnd();
    },
  };
}
