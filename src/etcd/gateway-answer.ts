import { parseRecord } from "../kube/api-answer.ts";
import { isRecord } from "../kube/is-record.ts";
import { TransportFailure } from "../kube/transport-failure.ts";
import type { EtcdMember, EtcdMembers, EtcdStatus } from "./member.ts";

/** 2^64 - 1 */
const largestId = 18_446_744_073_709_551_615n;

/** The body of member/list, add, promote, remove, update. */
export function parseMembers(body: string): EtcdMembers {
  const answer = parseRecord(body);
  return { clusterId: id(header(answer)["cluster_id"]), members: list(answer["members"]).map(parseMember) };
}

/** The member that member/add made. */
export function parseAdded(body: string): EtcdMember {
  const { member } = parseRecord(body);
  if (!isRecord(member)) throw garbled("it names no new member");
  return parseMember(member);
}

/** The body of maintenance/status. */
export function parseEtcdStatus(body: string): EtcdStatus {
  const answer = parseRecord(body);
  return {
    clusterId: id(header(answer)["cluster_id"]),
    memberId: id(header(answer)["member_id"]),
    version: text(answer["version"]),
    leader: id(answer["leader"] ?? "0"),
    isLearner: answer["isLearner"] === true,
    dbSizeBytes: Number(whole(answer["dbSize"] ?? "0")),
    raftIndex: whole(answer["raftIndex"] ?? "0"),
    raftAppliedIndex: whole(answer["raftAppliedIndex"] ?? "0"),
    errors: (Array.isArray(answer["errors"]) ? answer["errors"] : []).map(text),
  };
}

/** gRPC's code and words in a refusal; code 2 (unknown) when the body is something else. */
export function parseRefusal(body: string): { readonly code: number; readonly message: string } {
  try {
    const { code, message, error } = parseRecord(body);
    const words = typeof message === "string" ? message : error;
    return { code: typeof code === "number" ? code : 2, message: typeof words === "string" ? words : "" };
  } catch {
    return { code: 2, message: body.trim().slice(0, 300) };
  }
}

function parseMember(member: Readonly<Record<string, unknown>>): EtcdMember {
  return {
    id: id(member["ID"]),
    name: text(member["name"] ?? ""),
    peerUrls: urls(member["peerURLs"]),
    clientUrls: urls(member["clientURLs"]),
    isLearner: member["isLearner"] === true,
  };
}

function header(answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isRecord(answer["header"]) ? answer["header"] : {};
}

function list(value: unknown): readonly Record<string, unknown>[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isRecord)) throw garbled("a list in it is none");
  return value;
}

function urls(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : []).map(text);
}

/** A 64-bit id must come as text: as a JSON number it has lost its last digits. */
function id(value: unknown): string {
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value) || BigInt(value) > largestId)
    throw garbled("an id in it is none");
  return BigInt(value).toString();
}

function whole(value: unknown): bigint {
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) throw garbled("a number in it is none");
  return BigInt(value);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw garbled("a text in it is none");
  return value;
}

function garbled(why: string): TransportFailure {
  return new TransportFailure("garbled", `the answer is not etcd's: ${why}`);
}
