/** Why no whole answer came back. */
export type FailureReason =
  | "refused"
  | "unreachable"
  | "unresolved"
  | "timeout"
  | "reset"
  | "garbled"
  | "too-large"
  | "untrusted"
  | "not-yet-valid"
  | "expired"
  | "name-mismatch"
  | "not-tls"
  | "tls"
  | "aborted";

/** A request that got no whole answer. The message holds no header, no body and no key. */
export class TransportFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = "TransportFailure";
    this.reason = reason;
  }
}

/** The time was up before there was a connection: the peer has heard nothing of the request. */
export class NotConnected extends TransportFailure {}

/** Error codes of Node's sockets, its TLS and its HTTP parser, and what each means for a request. */
const reasonByCode: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: "refused",
  ENOENT: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EACCES: "unreachable",
  EPERM: "unreachable",
  ENOTFOUND: "unresolved",
  EAI_AGAIN: "unresolved",
  ETIMEDOUT: "timeout",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ERR_STREAM_PREMATURE_CLOSE: "reset",
  ERR_STREAM_DESTROYED: "reset",
  ERR_TLS_CERT_ALTNAME_INVALID: "name-mismatch",
  CERT_NOT_YET_VALID: "not-yet-valid",
  CERT_HAS_EXPIRED: "expired",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
  CERT_CHAIN_TOO_LONG: "untrusted",
  CERT_UNTRUSTED: "untrusted",
  CERT_REJECTED: "untrusted",
  INVALID_CA: "untrusted",
  INVALID_PURPOSE: "untrusted",
  PATH_LENGTH_EXCEEDED: "untrusted",
  ERR_SSL_WRONG_VERSION_NUMBER: "not-tls",
  ERR_SSL_HTTP_REQUEST: "not-tls",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not-tls",
  EPROTO: "not-tls",
  ABORT_ERR: "aborted",
};

/** What the sockets of other transports (a channel of an SSH connection) say in words only. */
const reasonByWords: readonly (readonly [RegExp, FailureReason])[] = [
  [/connection refused|connect failed/i, "refused"],
  [/no route to host|network is unreachable/i, "unreachable"],
  [/timed? ?out/i, "timeout"],
  [/hang up|connection reset|disconnected before/i, "reset"],
];

/** The failure behind any error that a socket, TLS or the HTTP parser raised. */
export function transportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : "unknown failure";
  return new TransportFailure(reasonOf(code, text), detailOf(code, text), error);
}

function reasonOf(code: string, text: string): FailureReason {
  const known = reasonByCode[code];
  if (known !== undefined) return known;
  if (code.startsWith("HPE_")) return "garbled";
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code.startsWith("ERR_OSSL_")) return "tls";
  return reasonByWords.find(([words]) => words.test(text))?.[1] ?? "reset";
}

function detailOf(code: string, text: string): string {
  if (code.startsWith("ERR_SSL_")) return code.slice("ERR_SSL_".length).toLowerCase().replaceAll("_", " ");
  return text.split("\n", 1)[0]?.slice(0, 300) ?? code;
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
