import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import ssh2, { type Server, type Connection as ServerConnection } from "ssh2";
import { makeHostKey } from "./ssh-host-key.ts";

/** What a test may have the server do. */
export interface SshServerOptions {
  /** Answers at login; everybody is let in when left out. */
  readonly authenticate?: (context: ssh2.AuthContext) => void;
  /** Open sessions that one connection may have. */
  readonly maxSessions?: number;
  readonly forwards?: boolean;
}

/** ssh2's own server on a loopback port: commands are run by this machine's sh, with this process's rights. */
export interface SshServer {
  readonly port: number;
  readonly hostKey: { readonly private: string; readonly public: string };
  readonly connections: Set<ServerConnection>;
  close(): Promise<void>;
}

export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const hostKey = makeHostKey();
  const connections = new Set<ServerConnection>();
  const server: Server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    connections.add(client);
    serveClient(client, options);
    client.on("close", () => connections.delete(client));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    port,
    hostKey,
    connections,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const client of connections) client.end();
      await closed;
    },
  };
}

function serveClient(client: ServerConnection, options: SshServerOptions): void {
  let sessions = 0;
  const children = new Set<ChildProcess>();
  client.on("authentication", options.authenticate ?? ((context) => context.accept()));
  client.on("error", () => {});
  // What ends a connection frees its locks: the scripts read an end.
  client.on("close", () => {
    for (const child of children) child.stdin?.end();
  });
  client.on("session", (accept, reject) => {
    if (sessions >= (options.maxSessions ?? 10)) {
      reject();
      return;
    }
    const session = accept();
    sessions += 1;
    session.on("close", () => {
      sessions -= 1;
    });
    session.on("exec", (acceptExec, _reject, { command }) => {
      const child = runCommand(acceptExec(), command);
      children.add(child);
      child.on("close", () => children.delete(child));
    });
  });
  client.on("tcpip", (accept, reject, { destIP, destPort }) => {
    if (options.forwards === false) reject();
    else forward(accept, reject, () => connect(destPort, destIP));
  });
  client.on("openssh.streamlocal", (accept, reject, { socketPath }) => {
    if (options.forwards === false) reject();
    else forward(accept, reject, () => connect(socketPath));
  });
}

function runCommand(channel: ssh2.ServerChannel, command: string): ChildProcess {
  const child = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  channel.pipe(child.stdin);
  child.stdin.on("error", () => {});
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on("error", () => {});
  channel.on("close", () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.on("close", (code, signal) => {
    if (signal !== null) channel.exit(signal.slice(3));
    else channel.exit(code ?? 0);
    channel.end();
  });
  return child;
}

function forward(accept: () => ssh2.ServerChannel, reject: () => void, open: () => ReturnType<typeof connect>): void {
  const socket = open();
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.off("error", reject);
    const channel = accept();
    channel.on("error", () => {});
    socket.on("error", () => channel.close());
    socket.pipe(channel).pipe(socket);
  });
}
