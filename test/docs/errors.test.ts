import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codesOf, errorsPage, type Saying, sayings } from "./error-codes.ts";

const page = fileURLToPath(new URL("../../docs/reference/errors.md", import.meta.url));
const found = sayings(fileURLToPath(new URL("../../src", import.meta.url)));

const runtime = "Look at the container runtime: systemctl status containerd; journalctl -u containerd";
const server = "Look at the API server and its log: crictl ps -a; ls /var/log/pods";
const member = "Look at the member on its host: crictl ps -a --name etcd, and its log under /var/log/pods.";

/** What the sources put together from more than a text beside the code. */
const elsewhere: readonly Saying[] = [
  {
    code: "CERTIFICATE_UNREADABLE",
    what: "A file holds no certificate that can be read.",
    next: "Put it back from a backup; what one machine has for itself may be moved away together with its key, to have both made anew.",
  },
  {
    code: "KEY_UNREADABLE",
    what: "A file holds no private key that can be read.",
    next: "Put it back from a backup; what one machine has for itself may be moved away together with its certificate, to have both made anew.",
  },
  {
    code: "CLOCK_BEHIND",
    what: "By a machine's clock the cluster's authorities, made now, would not be valid yet.",
    next: "Set the clocks right: timedatectl set-ntp true, or install chrony.",
  },
  {
    code: "CONFIG_INVALID_VALUE",
    what: "A value of the configuration does not keep a rule, which is named.",
    next: "Correct the value at the place that is named.",
  },
  {
    code: "CONFIG_SEVERAL_RUNTIMES",
    what: "More than one container runtime answers on this machine.",
    next: "Name one: nodeRegistration.criSocket, or --cri-socket.",
  },
  { code: "CRI_ABORTED", what: "A call of the container runtime was given up.", next: "Run the command again." },
  {
    code: "CRI_ERROR",
    what: "The container runtime could not do what it was asked; its words stand below.",
    next: runtime,
  },
  { code: "CRI_GARBLED", what: "The container runtime gave no usable answer.", next: runtime },
  { code: "CRI_TIMEOUT", what: "The container runtime did not answer in time.", next: runtime },
  {
    code: "CRI_UNIMPLEMENTED",
    what: "The container runtime does not speak CRI v1.",
    next: "Update it, or enable its CRI plugin (disabled_plugins in containerd's config.toml).",
  },
  { code: "CRI_UNREACHABLE", what: "The container runtime does not answer at its socket.", next: runtime },
  ...[
    ["KUBE_CONFLICT", "Somebody else changed the object in the meantime."],
    ["KUBE_EXISTS", "There is such an object already."],
    ["KUBE_FIELD_CONFLICT", "Another manager owns a field that was to be set; both are named."],
    ["KUBE_FORBIDDEN", "The API server knows who asks, and does not allow it."],
    ["KUBE_TOO_MANY", "The API server has too much to do."],
    ["KUBE_UNAUTHORIZED", "The API server does not know who asks."],
  ].map(([code = "", what = ""]) => ({
    code,
    what,
    next: found.find((each) => each.code === code && each.next !== "")?.next ?? server,
  })),
  ...[
    ["ETCD_ABORTED", "A call of etcd was given up."],
    ["ETCD_DENIED", "etcd does not let this client in."],
    ["ETCD_ERROR", "etcd refused what it was asked; its words stand below."],
    ["ETCD_GARBLED", "etcd gave no usable answer."],
    ["ETCD_LEARNER", "The member that was asked is still a learner."],
    ["ETCD_NOT_IN_SYNC", "The new member has not caught up with the leader yet."],
    ["ETCD_TOO_MANY_LEARNERS", "etcd has a learner already, and takes one at a time."],
    ["ETCD_NOT_LEARNER", "The member is no learner any more."],
    ["ETCD_NO_SUCH_MEMBER", "etcd has no such member."],
    ["ETCD_PEER_EXISTS", "etcd's list of members holds this address already."],
    ["ETCD_QUORUM", "Without this member etcd would have no majority."],
    ["ETCD_REFUSED", "Nothing listens where etcd should be."],
    ["ETCD_TIMEOUT", "etcd did not answer in time."],
    ["ETCD_TLS", "There is no TLS connection with etcd."],
    ["ETCD_UNHEALTHY", "etcd has no leader, or too few of its members answer."],
  ].map(([code = "", what = ""]) => ({
    code,
    what,
    next: found.find((each) => each.code === code && each.next !== "")?.next ?? member,
  })),
  {
    code: "FLAG_NOT_WITH_SSH",
    what: "A flag cannot be used together with --ssh; it is named.",
    next: "Leave it out: over SSH nothing has to be found or trusted with a token.",
  },
  {
    code: "KUBELET_NO_CERTIFICATE",
    what: "The kubelet got no certificate from the cluster in time.",
    next: "See what the kubelet says: journalctl -u kubelet -e",
  },
  {
    code: "TOKEN_USAGES",
    what: "The token has no usage, or an unknown one.",
    next: "Usages are signing and authentication.",
  },
  {
    code: "USAGE",
    what: "The command line cannot be meant so.",
    next: "Type the command with --help, or what is guessed.",
  },
];

describe("docs/reference/errors.md; node scripts/manual.mjs writes it anew", () => {
  test("holds every code of the sources, and no other", () => {
    if (process.env["KUBEWRIGHT_MANUAL"] === "1") writeFileSync(page, errorsPage(found, elsewhere));
    const rows = [...readFileSync(page, "utf8").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code]) => code);
    expect(rows).toEqual(codesOf(found));
  });

  test("has words for every code", () => {
    const told = new Set([...found.filter(({ what }) => what !== ""), ...elsewhere].map(({ code }) => code));
    expect(codesOf(found).filter((code) => !told.has(code))).toEqual([]);
    expect(elsewhere.map(({ code }) => code).filter((code) => !codesOf(found).includes(code))).toEqual([]);
  });
});

describe("every error", () => {
  test("says what to do next, in a sentence that begins with a capital letter or with a command", () => {
    const small = found.filter(({ next }) => /^[a-z]+ /.test(next) && !commands.has(next.split(" ")[0] ?? ""));
    expect(small.map(({ code, next }) => `${code}: ${next}`)).toEqual([]);
  });
});

/** What may be typed as it stands. */
const commands = new Set([
  "journalctl",
  "systemctl",
  "swapoff",
  "echo",
  "df",
  "ss",
  "crictl",
  "kubectl",
  "etcdctl",
  "kubewright",
  "apt-get",
  "sysctl",
]);
