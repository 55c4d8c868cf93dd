import type { EtcdMember } from "../../src/etcd/member.ts";

/** A member as the fake keeps it. */
interface FakeMember {
  ID: string;
  name: string;
  peerURLs: string[];
  clientURLs: string[];
  isLearner: boolean;
}

/** What several fake members share: one cluster. */
export class FakeEtcdCluster {
  readonly clusterId: string;
  readonly members: FakeMember[] = [];
  /** False refuses promotion as "not in sync". */
  inSync = true;
  /** So many removals are refused: a member has come back only just now. */
  unsettled = 0;
  hasQuorum = true;
  /** The next call of a method is not answered in time: it was not carried out, or it was. */
  readonly pauses = new Map<string, "undone" | "done">();
  #nextId = 9_223_372_036_854_775_809n;

  constructor(clusterId = "14706971188910460418") {
    this.clusterId = clusterId;
  }

  /** Becomes what another cluster is. */
  copy(other: FakeEtcdCluster): void {
    this.members.splice(0, this.members.length, ...other.members.map((member) => ({ ...member })));
    this.inSync = other.inSync;
    this.hasQuorum = other.hasQuorum;
    this.#nextId = other.#nextId;
  }

  /** Adds a member as if it had been there always. */
  put(
    name: string,
    peerUrl: string,
    options: { readonly isLearner?: boolean; readonly clientUrl?: string } = {},
  ): FakeMember {
    const member: FakeMember = {
      ID: this.#newId(),
      name,
      peerURLs: [peerUrl],
      clientURLs: options.clientUrl === undefined ? [] : [options.clientUrl],
      isLearner: options.isLearner ?? false,
    };
    this.members.push(member);
    return member;
  }

  /** What happens when the process of the member at this URL has started: it publishes its name. */
  started(peerUrl: string, name: string, clientUrl?: string): void {
    const member = this.members.find((one) => one.peerURLs.includes(peerUrl));
    if (member === undefined) throw new Error(`no member at ${peerUrl}`);
    member.name = name;
    if (clientUrl !== undefined) member.clientURLs = [clientUrl];
  }

  /** The members as the client sees them. */
  seen(): readonly EtcdMember[] {
    return this.members.map((one) => ({
      id: one.ID,
      name: one.name,
      peerUrls: one.peerURLs,
      clientUrls: one.clientURLs,
      isLearner: one.isLearner,
    }));
  }

  /** The gateway's answer to a call. */
  call(path: string, body: Record<string, unknown>): object {
    const method = path.replace("/v3/cluster/member/", "");
    const pause = this.pauses.get(method);
    this.pauses.delete(method);
    const answer = pause === "undone" ? {} : this.#carryOut(method, body);
    if (pause !== undefined) throw new FakeEtcdRefusal(14, "etcdserver: request timed out");
    return answer;
  }

  #carryOut(method: string, body: Record<string, unknown>): object {
    if (method === "list" && body["linearizable"] === false) return { members: this.#list() };
    if (!this.hasQuorum) throw new FakeEtcdRefusal(14, "etcdserver: request timed out");
    if (method === "list") return { members: this.#list() };
    if (method === "add") return this.#add(body);
    const member = this.members.find((one) => one.ID === body["ID"]);
    if (member === undefined) throw new FakeEtcdRefusal(5, "etcdserver: member not found");
    if (method === "promote") this.#promote(member);
    if (method === "remove" && this.unsettled > 0) {
      this.unsettled -= 1;
      throw new FakeEtcdRefusal(14, "etcdserver: unhealthy cluster");
    }
    if (method === "remove") this.members.splice(this.members.indexOf(member), 1);
    if (method === "update") member.peerURLs = body["peerURLs"] as string[];
    return { members: this.#list() };
  }

  #add(body: Record<string, unknown>): object {
    const urls = body["peerURLs"] as string[];
    if (this.members.some((one) => one.peerURLs.some((url) => urls.includes(url)))) {
      throw new FakeEtcdRefusal(9, "etcdserver: Peer URLs already exists");
    }
    if (body["isLearner"] === true && this.members.some((one) => one.isLearner)) {
      throw new FakeEtcdRefusal(9, "etcdserver: too many learner members in cluster");
    }
    const member: FakeMember = {
      ID: this.#newId(),
      name: "",
      peerURLs: urls,
      clientURLs: [],
      isLearner: body["isLearner"] === true,
    };
    this.members.push(member);
    return { member: trimmed(member), members: this.#list() };
  }

  #promote(member: FakeMember): void {
    if (!member.isLearner) throw new FakeEtcdRefusal(9, "etcdserver: can only promote a learner member");
    if (!this.inSync || member.name === "") {
      throw new FakeEtcdRefusal(9, "etcdserver: can only promote a learner member which is in sync with leader");
    }
    member.isLearner = false;
  }

  /** Members come ordered by id, as etcd orders them. */
  #list(): object[] {
    return [...this.members].sort((a, b) => (BigInt(a.ID) < BigInt(b.ID) ? -1 : 1)).map(trimmed);
  }

  #newId(): string {
    this.#nextId += 7_919n;
    return this.#nextId.toString();
  }
}

/** What etcd says no with: a gRPC code. */
export class FakeEtcdRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The gateway leaves out what is empty or false. */
function trimmed(member: FakeMember): object {
  const { ID, peerURLs, name, clientURLs, isLearner } = member;
  return {
    ID,
    peerURLs,
    ...(name === "" ? {} : { name }),
    ...(clientURLs.length === 0 ? {} : { clientURLs }),
    ...(isLearner ? { isLearner } : {}),
  };
}
