import { connect } from "node:net";

/** Bytes that an agent may say about its keys; OpenSSH's own limit is 256 KiB. */
const mostBytes = 256 * 1024;
/** Milliseconds; an agent answers at once or hangs. */
const patienceMs = 5000;
/** SSH_AGENTC_REQUEST_IDENTITIES and its answer, of the agent protocol. */
const requestIdentities = 11;
const identitiesAnswer = 12;

/** The public keys (in the wire's form) that an agent holds; ssh2's own reader leaves out those it does not know, which then could not be named. */
export async function agentKeys(socket: string): Promise<readonly Buffer[]> {
  const answer = await exchange(socket);
  if (answer[0] !== identitiesAnswer) throw new Error("the agent refuses to list its keys");
  const keys: Buffer[] = [];
  let at = 5;
  for (let left = answer.readUInt32BE(1); left > 0; left -= 1) {
    const key = stringAt(answer, at);
    const comment = stringAt(answer, at + 4 + key.length);
    keys.push(key);
    at += 8 + key.length + comment.length;
  }
  return keys;
}

/** The bytes behind a length of four bytes. Throws when they are not all there. */
export function stringAt(buffer: Buffer, at: number): Buffer {
  const length = buffer.readUInt32BE(at);
  if (at + 4 + length > buffer.length) throw new Error("the text ends too early");
  return buffer.subarray(at + 4, at + 4 + length);
}

function exchange(socketPath: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(Buffer.from([0, 0, 0, 1, requestIdentities])));
    let heard = Buffer.alloc(0);
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("the agent does not answer")));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the agent hung up")));
    socket.on("data", (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length > mostBytes) socket.destroy(new Error("the agent says too much"));
      if (heard.length < 4 || heard.length < 4 + heard.readUInt32BE(0)) return;
      resolve(heard.subarray(4, 4 + heard.readUInt32BE(0)));
      socket.destroy();
    });
  });
}
