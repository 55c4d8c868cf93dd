import { appendFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { clusterFileFor } from "../../lab/cluster-file.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { until } from "../../lab/wait.ts";
import { watchProcesses } from "../support/process-watch.ts";
import * as api from "./support/api-troubles.ts";
import { ApplyRun } from "./support/apply-run.ts";
import { labFor } from "./support/lab-name.ts";
import { kubewrightHere } from "./support/operator.ts";
import * as trouble from "./support/trouble-makers.ts";

const lab = labFor("faults");
const names = ["cp1", "cp2", "cp3", "w1"];
const password = "lab-Sudo-Passw0rd-3f9a";
const { KUBEWRIGHT_SOAK, KUBEWRIGHT_SEED = "3" } = process.env;
const isSoak = KUBEWRIGHT_SOAK === "1";
const [drawn] = fc.sample(
  fc.record({
    kills: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 6, maxLength: 6 }),
    crash: fc.constantFrom(...names),
  }),
  { numRuns: 1, seed: Number(KUBEWRIGHT_SEED) },
);
if (drawn === undefined) throw new Error("nothing was drawn");
/** After so many lines of its output the operator's process is killed. */
const [kill = 1, ...moreKills] = drawn.kills;
/** These lose their power, one after the other. */
const crashed = isSoak ? names : [drawn.crash];

let hosts: readonly LabHost[];
let controlPlanes: readonly LabHost[];
let file: string;
let at: (name: string) => string;

/** `apply` by an operator who logs in as root. */
const apply = (more: readonly string[] = [], env: Readonly<Record<string, string>> = {}): ApplyRun =>
  new ApplyRun(["-f", file, ...more], env);
/** `apply` by one who logs in as `ops`, with a file that holds a password for sudo. */
const applyWith = (passwordFile: string): ApplyRun =>
  new ApplyRun(["-f", at("ops.yaml"), "--sudo-password-file", at(passwordFile)]);

beforeAll(async () => {
  await Promise.all([buildProduct(), lab.down()]);
  hosts = await lab.up(names);
  controlPlanes = hosts.slice(0, 3);
  await Promise.all(hosts.map((host) => trouble.addOperator(host, password)));
  await trouble.forbidForwarding(lab.host("cp2"));
  file = await clusterFileFor(hosts);
  at = (name) => join(dirname(file), name);
  await writeFile(at("ops.yaml"), (await readFile(file, "utf8")).replace("user: root", "user: ops"));
  await appendFile(at("ssh_config"), "  ConnectTimeout 4\n  ServerAliveInterval 2\n");
  await writeFile(at("password"), `${password}\n`, { mode: 0o600 });
  await writeFile(at("wrong"), "another\n", { mode: 0o600 });
  await writeFile(at("shift.cjs"), trouble.twoHoursAhead);
}, 600_000);
afterAll(() => lab.down());

/** The hosts of which a run with NDJSON has changed anything. */
function changedIn({ stdout }: ApplyRun): readonly string[] {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Told);
  const changed = events.filter(({ changes }) => Array.isArray(changes) && changes.some(({ kind }) => kind !== "wait"));
  return [...new Set(changed.map(({ host = "" }) => host))];
}

interface Told {
  readonly host?: string;
  /** A number in the event that ends the run. */
  readonly changes?: number | readonly { readonly kind: string }[];
}

const madeFiles = "find /etc/kubernetes /var/lib/kubewright /var/lib/etcd -type f 2>/dev/null; true";
const forgetNodes = ["delete", "clusterrole", "kubeadm:get-nodes"];

describe(`what goes wrong in an apply is told, and the next one finishes (KUBEWRIGHT_SEED=${KUBEWRIGHT_SEED})`, () => {
  const begin = { timeout: 300_000 };

  it("before anything is changed: a wrong password, a changed host key, a wrong clock", begin, async () => {
    await applyWith("wrong").failsWith(4, ...names.map((name) => `${name}: sudo does not take the password`));
    const known = await readFile(at("known_hosts"), "utf8");
    const keyOf = (name: string) => new RegExp(`^${name},\\S* \\S+ (\\S+)`, "m").exec(known)?.[1] ?? "";
    await writeFile(at("known_hosts"), known.replace(keyOf("cp2"), keyOf("cp1")));
    const changed = ["THE HOST KEY OF", "HAS CHANGED", "(HOST_KEY_CHANGED)", "ssh-keygen -R", "(FOUNDING_UNSEEN)"];
    await apply(["--accept-new-host-keys"]).failsWith(4, ...changed);
    await writeFile(at("known_hosts"), known);
    const clocks = ["cp1: The clock says", "cp3: The clock says", "are valid from", "timedatectl", "(CLOCK_BEHIND)"];
    await apply([], { NODE_OPTIONS: `--require ${at("shift.cjs")}` }).failsWith(3, ...clocks);
    for (const host of hosts) expect(await host.must(madeFiles)).toBe("");
  });

  it("a full disk on a control plane", begin, async () => {
    const cp3 = lab.host("cp3");
    await cp3.must("mkdir -p /etc/kubernetes && mount -t tmpfs -o size=12k none /etc/kubernetes");
    await apply().failsWith(5, "cp3: ", "could not be written", "No space left on device", "df -h");
    expect(await cp3.must("find /etc/kubernetes -type f -size 0 -o -name '.*' -type f")).toBe("");
    await cp3.must("umount /etc/kubernetes");
  });

  it("Ctrl-C in the middle of the founding", begin, async () => {
    const run = apply();
    await run.says(/^w1 \[preflight\]/m);
    run.signal("SIGINT");
    expect(await run.done, run.told).toBe(130);
    expect(run.stderr).toContain("What was begun is finished; run the same command again to go on.");
  });

  it("two operators at once, and the first one's process is killed", begin, async () => {
    const first = apply();
    await first.says(/\[(?!connect\])[a-z]/);
    expect(first.isOver, first.told).toBe(false);
    await apply().failsWith(5, "Another run works on this host", "kubewright apply (", "(HOST_LOCKED)");
    await first.says(new RegExp(`(\\n[^\\n]*){${kill}}`));
    first.signal("SIGKILL");
    expect(await first.done, first.told).toBe(null);
  });

  it.each(isSoak ? moreKills : [])("the operator's process is killed again, after %i lines", begin, async (lines) => {
    const run = apply();
    await run.says(new RegExp(`(\\n[^\\n]*){${lines}}`));
    run.signal("SIGKILL");
    expect(await run.done, run.told).toBe(null);
  });

  it.each(crashed)("the power of %s fails in the middle of the founding", begin, async (name) => {
    const reset = await kubewrightHere(["reset", "-f", file, "--force"]);
    expect(reset.code, reset.stderr).toBe(0);
    const run = apply();
    await run.says(new RegExp(`^${name} \\[preflight\\]`, "m"));
    await lab.crash(name);
    await run.failsWith(5, `${name}: `, "Not finished: ");
    expect(run.stderr).toMatch(/\((HOST_CONNECTION_LOST|HOST_UNREACHABLE)\)/);
    await lab.boot(name);
  });

  it("a worker that cannot be reached holds up nobody, and no secret is to be seen meanwhile", begin, async () => {
    await lab.host("cp2").must("systemctl stop kubelet");
    await lab.partition("w1");
    const { found, rounds } = await watchProcesses([password], () =>
      applyWith("password").failsWith(
        5,
        ...["w1: ", "cannot be reached", "(HOST_UNREACHABLE)", "Not finished: w1. Finished: cp1, cp2, cp3"],
      ),
    );
    await lab.heal("w1");
    expect(await lab.host("cp2").must("systemctl is-active kubelet")).toBe("active\n");
    expect(found).toEqual([]);
    expect(rounds).toBeGreaterThan(5);
    expect(await etcdNames(lab.host("cp1"))).toEqual(["cp1", "cp2", "cp3"]);
    const sums = await Promise.all(controlPlanes.map((host) => host.must("sha256sum </etc/kubernetes/pki/ca.key")));
    expect(new Set(sums).size).toBe(1);
  });

  it(
    "a second Ctrl-C, then a network that fails, both in the middle of a worker's part: the next apply does only that worker",
    begin,
    async () => {
      const w1 = lab.host("w1");
      await trouble.keepFromStarting(w1);
      const stopped = apply();
      await trouble.isStarting(w1);
      expect(await stopped.interruptUntilOver()).toBeGreaterThan(1);
      expect(await stopped.done, stopped.told).toBe(130);
      await trouble.keepFromStarting(w1);
      const run = apply();
      await trouble.isStarting(w1);
      await lab.partition("w1");
      await run.failsWith(5, "w1: ", "(HOST_CONNECTION_LOST)", "Not finished: w1. Finished: cp1, cp2, cp3");
      await lab.heal("w1");
      await trouble.letStart(w1);
      const next = apply(["-o", "json"]);
      expect(await next.done, next.told).toBe(0);
      expect(changedIn(next)).toEqual(["w1"]);
      const nodes = await kubectl(lab.host("cp1"), ["get", "nodes", "-o=jsonpath={.items[*].metadata.name}"]);
      expect(nodes.split(" ").sort()).toEqual(names);
    },
  );

  it(
    "API servers that answer late, with 500 and with 429: what is to be done is done all the same",
    begin,
    async () => {
      const cp1 = lab.host("cp1");
      await kubectl(cp1, forgetNodes);
      await trouble.freezeEtcd(controlPlanes.slice(1));
      const late = apply();
      await late.says(/^w1 \[connect\]/m);
      await trouble.apiServerAnswers500(cp1);
      await trouble.thawEtcd(controlPlanes.slice(1));
      expect(await late.done, late.told).toBe(0);
      await kubectl(cp1, forgetNodes);
      await trouble.gatherCrowd(cp1);
      const crowded = apply();
      expect(await crowded.done, crowded.told).toBe(0);
      expect(await trouble.turnedAway(cp1, controlPlanes)).toBeGreaterThan(0);
      await trouble.disperse(cp1);
      await kubectl(cp1, ["get", "clusterrole", "kubeadm:get-nodes"]);
    },
  );

  it(
    "an API server's certificate that is not valid yet: status, plan and apply say so, and what to do",
    begin,
    async () => {
      const cp2 = lab.host("cp2");
      await api.showCertificateOfTomorrow(cp2);
      const [status, plan] = await Promise.all([
        kubewrightHere(["status", "-f", file]),
        kubewrightHere(["plan", "-f", file]),
      ]);
      const away = "Next: Move /etc/kubernetes/pki/apiserver.crt and /etc/kubernetes/pki/apiserver.key away";
      expect([status.code, plan.code], `${status.stdout}${plan.stderr}`).toEqual([5, 5]);
      const words = status.stdout.replace(/\s+/g, " ");
      expect(words).toContain(`✘ cp2: components: the certificate of https://${cp2.address}:6443 is not valid yet`);
      expect(plan.stderr.replace(/\s+/g, " ")).toMatch(/cp2: certs.apiserver: .* it is not valid before .*/);
      expect(plan.stderr.replace(/\s+/g, " ")).toContain(away);
      await apply().failsWith(5, "it is not valid before", "(CERTIFICATE_INVALID)", away, "Not finished: cp2");
      await api.moveServingPairAway(cp2);
      const next = apply(["-o", "json"]);
      expect(await next.done, next.told).toBe(0);
      expect(changedIn(next)).toEqual(["cp2"]);
    },
  );

  it("API servers that answer 503 for a while: what is to be done is done all the same", begin, async () => {
    const cp1 = lab.host("cp1");
    await kubectl(cp1, forgetNodes);
    await api.refuseRoles(cp1);
    const before = await api.bindingsRefused(cp1, controlPlanes);
    const run = apply();
    const isRefused = async () => run.isOver || (await api.bindingsRefused(cp1, controlPlanes)) > before;
    await until("apply is answered 503", isRefused, { everyMs: 100 });
    expect(run.isOver, run.told).toBe(false);
    await api.serveRoles(cp1);
    expect(await run.done, run.told).toBe(0);
    await kubectl(cp1, ["get", "clusterrole", "kubeadm:get-nodes"]);
  });

  it("left no password in any journal", begin, async () => {
    for (const host of hosts) {
      const { stdout } = await host.exec(["sh", "-c", "journalctl --no-pager | grep -cF -f /dev/stdin"], {
        stdin: password,
      });
      expect(stdout.trim(), host.name).toBe("0");
    }
    const last = apply();
    expect(await last.done, last.told).toBe(0);
    expect(last.stdout).toContain("Nothing to change");
  });
});
