/** A member of an etcd cluster. Its id is a 64-bit number in decimal, a text because JavaScript's numbers cannot hold it. */
export interface EtcdMember {
  readonly id: string;
  /** "" until the member has started and published itself. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

/** The members as one of them knows them. */
export interface EtcdMembers {
  readonly clusterId: string;
  readonly members: readonly EtcdMember[];
}

/** What a member says about itself. */
export interface EtcdStatus {
  readonly clusterId: string;
  readonly memberId: string;
  readonly version: string;
  /** Id of the leader; "0" when there is none. */
  readonly leader: string;
  readonly isLearner: boolean;
  readonly dbSizeBytes: number;
  readonly raftIndex: bigint;
  readonly raftAppliedIndex: bigint;
  readonly errors: readonly string[];
}

/** The id as etcd's own tools print it: hexadecimal, without leading zeros. */
export function memberHexId(id: string): string {
  return BigInt(id).toString(16);
}

/** The member that listens to its peers at this URL. */
export function memberAt(members: readonly EtcdMember[], peerUrl: string): EtcdMember | undefined {
  return members.find((member) => member.peerUrls.includes(peerUrl));
}
