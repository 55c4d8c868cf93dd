import type { HostView } from "../host/host.ts";
import { dialUntil } from "../kube/dial-until.ts";
import { CallFailure } from "./call-failure.ts";
import type { GrpcChannel } from "./grpc.ts";

/** Milliseconds until the socket must have answered a connect: behind sudo and other questions, on a busy machine. */
const dialMs = 15_000;

/** One channel, opened anew when it is lost. */
export function reconnectingChannel(view: HostView, socket: string): GrpcChannel {
  let current: Promise<GrpcChannel> | null = null;
  const open = (): Promise<GrpcChannel> => {
    const opening: Promise<GrpcChannel> = dialled(view, socket, () => forget(opening)).catch((error: unknown) => {
      forget(opening);
      throw new CallFailure("unreachable", error instanceof Error ? error.message : "no connection");
    });
    current = opening;
    return opening;
  };
  const forget = (opening: Promise<GrpcChannel>) => {
    if (current === opening) current = null;
  };
  return {
    call: async (...request) => (await (current ?? open())).call(...request),
    close: () => void current?.then((channel) => channel.close()).catch(() => undefined),
  };
}

/** HTTP/2 is loaded with the first connection: most commands ask no runtime. */
async function dialled(view: HostView, socket: string, lost: () => void): Promise<GrpcChannel> {
  const { grpcChannel } = await import("./grpc.ts");
  return grpcChannel(await dialUntil(view, { socket }, AbortSignal.timeout(dialMs)), lost);
}
