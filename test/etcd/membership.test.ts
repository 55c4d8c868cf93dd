import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EtcdData, EtcdJoinState } from "../../src/etcd/join-state.ts";
import type { EtcdMember } from "../../src/etcd/member.ts";
import { etcdJoinAction } from "../../src/etcd/membership.ts";
import { etcdMembershipTable } from "../../src/etcd/membership-table.ts";

const self = { name: "cp2", peerUrl: "https://10.0.0.2:2380" };
const member = (id: string, name: string, address: string, isLearner = false): EtcdMember => ({
  id,
  name,
  peerUrls: [`https://${address}:2380`],
  clientUrls: [],
  isLearner,
});
const cp1 = member("1", "cp1", "10.0.0.1");
const cp3 = member("3", "cp3", "10.0.0.3");
const empty: EtcdData = { state: "empty" };
const data = (memberId: string, clusterId = "77"): EtcdData => ({ state: "present", clusterId, memberId });
const state = (members: readonly EtcdMember[], what: EtcdData = empty): EtcdJoinState => ({
  clusterId: "77",
  members,
  self,
  data: what,
});

describe("a control plane that joins finds", () => {
  test.each<[string, EtcdJoinState, object]>([
    ["no trace of itself: it is added", state([cp1]), { kind: "add" }],
    [
      "another host learning: it waits for the slot",
      state([cp1, member("3", "", "10.0.0.3", true)]),
      { kind: "wait", memberId: "3" },
    ],
    [
      "itself added, never started: it starts",
      state([cp1, member("2", "", "10.0.0.2", true)]),
      { kind: "start", memberId: "2" },
    ],
    [
      "itself a learner with its data: it is promoted",
      state([cp1, member("2", "cp2", "10.0.0.2", true)], data("2")),
      { kind: "promote", memberId: "2" },
    ],
    [
      "itself a learner that has lost its data: replaced",
      state([cp1, member("2", "cp2", "10.0.0.2", true)]),
      { kind: "remove", memberId: "2" },
    ],
    [
      "itself a voter with its data: kept",
      state([cp1, member("2", "cp2", "10.0.0.2")], data("2")),
      { kind: "keep", memberId: "2" },
    ],
    [
      "itself a voter that has lost its data: replaced",
      state([cp1, member("2", "cp2", "10.0.0.2")]),
      { kind: "remove", memberId: "2" },
    ],
    [
      "itself the only voter, without data: a human decides",
      state([member("2", "cp2", "10.0.0.2")]),
      { kind: "stop", code: "ETCD_LAST_VOTER" },
    ],
    [
      "its data, and its old address in the list: the address is changed",
      state([cp1, member("2", "cp2", "10.9.9.9")], data("2")),
      { kind: "update-address", memberId: "2" },
    ],
    [
      "its data, its old address in the list, and its new one taken: a human decides",
      state([cp1, member("2", "cp2", "10.9.9.9"), member("4", "x", "10.0.0.2")], data("2")),
      { kind: "stop", code: "ETCD_ADDRESS_TAKEN" },
    ],
    [
      "its address taken by a voter of another name: a human decides",
      state([cp1, member("4", "cp9", "10.0.0.2")]),
      { kind: "stop", code: "ETCD_ADDRESS_TAKEN" },
    ],
    [
      "its name taken by a voter elsewhere: a human decides",
      state([cp1, member("4", "cp2", "10.0.0.9")]),
      { kind: "stop", code: "ETCD_NAME_TAKEN" },
    ],
    [
      "a learner of its name left behind elsewhere: removed",
      state([cp1, member("4", "cp2", "10.0.0.9", true)]),
      { kind: "remove", memberId: "4" },
    ],
    [
      "another cluster's data: a human decides",
      state([cp1], data("2", "99")),
      { kind: "stop", code: "ETCD_FOREIGN_DATA" },
    ],
    [
      "data of a member that was removed: a human decides",
      state([cp1, cp3], data("2")),
      { kind: "stop", code: "ETCD_REMOVED_MEMBER" },
    ],
    [
      "data nobody can read: a human decides",
      state([cp1], { state: "unreadable" }),
      { kind: "stop", code: "ETCD_DATA_UNREADABLE" },
    ],
  ])("%s", (_, found, action) => {
    expect(etcdJoinAction(found)).toMatchObject(action);
  });
});

const anyMember = fc.record({
  id: fc.constantFrom("1", "2", "3", "4"),
  name: fc.constantFrom("", "cp1", "cp2", "cp3"),
  address: fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3"),
  isLearner: fc.boolean(),
});
const anyData = fc.oneof(
  fc.constant<EtcdData>(empty),
  fc.constant<EtcdData>({ state: "unreadable" }),
  fc.tuple(fc.constantFrom("1", "2", "9"), fc.constantFrom("77", "99")).map(([id, cluster]) => data(id, cluster)),
);
const anyState = fc
  .tuple(fc.uniqueArray(anyMember, { selector: (one) => one.id, maxLength: 4 }), anyData)
  .map(([members, what]) =>
    state(
      members.map((one) => member(one.id, one.name, one.address, one.isLearner)),
      what,
    ),
  );

describe("in any state", () => {
  test("a member with its data is never removed, and nothing is added twice", () => {
    fc.assert(
      fc.property(anyState, (found) => {
        const action = etcdJoinAction(found);
        const ownId = found.data.state === "present" ? found.data.memberId : null;
        if (action.kind === "remove") expect([action.memberId, found.data.state]).not.toEqual([ownId, "present"]);
        if (action.kind === "add") expect(found.members.some((one) => one.peerUrls.includes(self.peerUrl))).toBe(false);
        if (action.kind === "remove") expect(found.data.state).toBe("empty");
      }),
    );
  });

  test("the last voter is never removed", () => {
    fc.assert(
      fc.property(anyState, (found) => {
        const action = etcdJoinAction(found);
        if (action.kind !== "remove") return;
        const gone = found.members.find((one) => one.id === action.memberId);
        const voters = found.members.filter((one) => !one.isLearner).length;
        expect(gone?.isLearner === true || voters > 1).toBe(true);
      }),
    );
  });

  test("every row of the table is reached", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(anyState, (found) => {
        const action = etcdJoinAction(found);
        reached.add(action.kind === "stop" ? action.code : `${action.kind} ${action.why.slice(0, 12)}`);
      }),
      { numRuns: 5_000, seed: 1 },
    );
    expect(reached.size).toBeGreaterThanOrEqual(etcdMembershipTable.length - 2);
  });

  test("what is told to a human says what to type", () => {
    fc.assert(
      fc.property(anyState, (found) => {
        const action = etcdJoinAction(found);
        if (action.kind === "stop") expect(action.next).toMatch(/`|snapshot/);
      }),
    );
  });
});
