import type { EtcdMember } from "./member.ts";

/** What lies in the etcd data directory of the joining host. Ids are decimal. */
export type EtcdData =
  | { readonly state: "empty" }
  | { readonly state: "present"; readonly clusterId: string; readonly memberId: string }
  /** Files are there, but no log that tells whose they are. */
  | { readonly state: "unreadable" };

/** What is known when a control plane (re)starts its join. */
export interface EtcdJoinState {
  readonly clusterId: string;
  readonly members: readonly EtcdMember[];
  /** The joining node: its name and "https://<advertise address>:2380". */
  readonly self: { readonly name: string; readonly peerUrl: string };
  readonly data: EtcdData;
}

/** What to do next with etcd's membership. `why` is shown. */
export type EtcdJoinAction =
  /** Add this host as a learner, then start it. */
  | { readonly kind: "add"; readonly why: string }
  /** Wait: etcd has one slot for learners and another host is in it. */
  | { readonly kind: "wait"; readonly why: string; readonly memberId: string }
  /** The member list is right; write the manifest (state "existing") and start it. */
  | { readonly kind: "start"; readonly why: string; readonly memberId: string }
  /** It runs as a learner: promote it when it has caught up. */
  | { readonly kind: "promote"; readonly why: string; readonly memberId: string }
  /** Nothing: it is a voter with its data. */
  | { readonly kind: "keep"; readonly why: string; readonly memberId: string }
  /** The member has moved: tell the cluster its new address, then start it. */
  | { readonly kind: "update-address"; readonly why: string; readonly memberId: string }
  /** Its place is of no use: remove it, then look again (which adds it). */
  | { readonly kind: "remove"; readonly why: string; readonly memberId: string }
  /** A human must decide. */
  | {
      readonly kind: "stop";
      readonly code: string;
      readonly what: string;
      readonly why: string;
      readonly next: string;
    };
