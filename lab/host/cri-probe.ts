import { connect } from "node:http2";
import { createConnection } from "node:net";

/** An empty gRPC message: no compression, length 0. */
const EMPTY_MESSAGE = Buffer.alloc(5);

/**
 * Asks a container runtime's socket for its status (runtime.v1.RuntimeService/Status). Resolves when it answers
 * without an error, which containerd does only after it has read its images again; rejects otherwise, within 2 s.
 */
export function probeRuntime(socketPath: string): Promise<void> {
  const session = connect("http://localhost", { createConnection: () => createConnection({ path: socketPath }) });
  return new Promise<void>((resolve, reject) => {
    session.on("error", reject);
    const request = session.request({
      ":method": "POST",
      ":path": "/runtime.v1.RuntimeService/Status",
      "content-type": "application/grpc",
      te: "trailers",
    });
    let status: unknown;
    let message: unknown;
    const take = (headers: Readonly<Record<string, unknown>>) => {
      status ??= headers["grpc-status"];
      message ??= headers["grpc-message"];
    };
    request.setTimeout(2000, () => request.destroy(new Error("containerd does not answer")));
    request
      .on("response", take)
      .on("trailers", take)
      .on("error", reject)
      .on("data", () => {});
    request.on("close", () =>
      status === "0" ? resolve() : reject(new Error(`containerd says: ${message ?? status}`)),
    );
    request.end(EMPTY_MESSAGE);
  }).finally(() => session.destroy());
}
