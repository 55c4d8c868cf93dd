import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PhaseList } from "../../src/engine/phase.ts";
import { KubewrightError } from "../../src/errors.ts";
import { certificateGroups } from "../../src/phases/certificates.ts";
import { Issuing } from "../../src/phases/issuing.ts";
import { mintingOrder } from "../../src/phases/issuing-order.ts";
import { kubeconfigGroup, kubeconfigPhases } from "../../src/phases/kubeconfigs.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { mintKey } from "../../src/pki/mint-key.ts";
import { observedDescriptions } from "../pki/observed-certificates.ts";
import { opensslDescription } from "../pki/openssl-description.ts";
import { isSmallSample } from "../support/sample.ts";
import { certificatePhases, FileMachine, node, quickCluster } from "./certificates-machine.ts";

const now = new Date("2026-11-21T03:34:11.900Z");
const pki = "/etc/kubernetes/pki";

function issuing(overrides: Partial<ConstructorParameters<typeof Issuing>[0]> = {}): Issuing {
  return new Issuing({ cluster: quickCluster(), node, now, ...overrides });
}

function everything(issue: Issuing): PhaseList {
  return [...certificateGroups(issue), kubeconfigGroup(issue)];
}

const made = foundedAnew();

/** A machine that has everything, the same each time. */
async function founded(): Promise<FileMachine> {
  return (await made).twin();
}

/** One with keys of its own. */
async function foundedAnew(): Promise<FileMachine> {
  const machine = new FileMachine();
  await machine.apply(everything(issuing()));
  return machine;
}

async function refusal(machine: FileMachine, issue = issuing()): Promise<KubewrightError> {
  const error = await machine.plan(everything(issue)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KubewrightError) return error;
  throw new Error(`a refusal was expected, not ${String(error)}`);
}

describe("on an empty machine", () => {
  test("the files, modes and owners are kubeadm's", async () => {
    const machine = await founded();
    const tree = [...machine.files]
      .filter(([path]) => path.startsWith("/etc"))
      .map(
        ([path, state]) => `${state.type === "file" ? `${state.mode.toString(8)} ${state.owner}` : state.type} ${path}`,
      )
      .sort();
    expect(tree).toMatchInlineSnapshot(`
      [
        "600 0:0 /etc/kubernetes/admin.conf",
        "600 0:0 /etc/kubernetes/controller-manager.conf",
        "600 0:0 /etc/kubernetes/kubelet.conf",
        "600 0:0 /etc/kubernetes/pki/apiserver-etcd-client.key",
        "600 0:0 /etc/kubernetes/pki/apiserver-kubelet-client.key",
        "600 0:0 /etc/kubernetes/pki/apiserver.key",
        "600 0:0 /etc/kubernetes/pki/ca.key",
        "600 0:0 /etc/kubernetes/pki/etcd/ca.key",
        "600 0:0 /etc/kubernetes/pki/etcd/healthcheck-client.key",
        "600 0:0 /etc/kubernetes/pki/etcd/peer.key",
        "600 0:0 /etc/kubernetes/pki/etcd/server.key",
        "600 0:0 /etc/kubernetes/pki/front-proxy-ca.key",
        "600 0:0 /etc/kubernetes/pki/front-proxy-client.key",
        "600 0:0 /etc/kubernetes/pki/sa.key",
        "600 0:0 /etc/kubernetes/pki/sa.pub",
        "600 0:0 /etc/kubernetes/scheduler.conf",
        "600 0:0 /etc/kubernetes/super-admin.conf",
        "644 0:0 /etc/kubernetes/pki/apiserver-etcd-client.crt",
        "644 0:0 /etc/kubernetes/pki/apiserver-kubelet-client.crt",
        "644 0:0 /etc/kubernetes/pki/apiserver.crt",
        "644 0:0 /etc/kubernetes/pki/ca.crt",
        "644 0:0 /etc/kubernetes/pki/etcd/ca.crt",
        "644 0:0 /etc/kubernetes/pki/etcd/healthcheck-client.crt",
        "644 0:0 /etc/kubernetes/pki/etcd/peer.crt",
        "644 0:0 /etc/kubernetes/pki/etcd/server.crt",
        "644 0:0 /etc/kubernetes/pki/front-proxy-ca.crt",
        "644 0:0 /etc/kubernetes/pki/front-proxy-client.crt",
      ]
    `);
  });

  test("the certificates read like those of kubeadm's cluster", async () => {
    const machine = await founded();
    const blocks = observedDescriptions.split("== ").filter((block) => block.startsWith("pki/"));
    const withoutKeys = (): ((text: string) => string) => {
      const names = new Map<string, string>();
      return (text) =>
        text.replaceAll(/\b(?:[0-9A-F]{2}:){19}[0-9A-F]{2}\b/g, (id) => {
          names.set(id, names.get(id) ?? `key ${names.size + 1}`);
          return names.get(id) ?? "";
        });
    };
    const [nameOurs, nameTheirs] = [withoutKeys(), withoutKeys()];
    expect(blocks).toHaveLength(10);
    for (const block of blocks) {
      const [path = "", ...lines] = block.split("\n");
      const theirs = lines
        .filter((line) => !line.startsWith("serial=") && !line.startsWith("("))
        .join("\n")
        .trim();
      const ours = opensslDescription(parseCertificate(machine.text(`/etc/kubernetes/${path}`), path));
      expect(nameOurs(ours), path).toBe(nameTheirs(theirs));
    }
  });

  test("a key comes before its certificate, and an authority before what it signs", async () => {
    const paths = [...(await founded()).files.keys()];
    const isBefore = (first: string, second: string): boolean =>
      paths.indexOf(`${pki}/${first}`) < paths.indexOf(`${pki}/${second}`);
    expect(isBefore("ca.key", "ca.crt")).toBe(true);
    expect(isBefore("etcd/peer.key", "etcd/peer.crt")).toBe(true);
    expect(isBefore("ca.crt", "apiserver.key")).toBe(true);
    expect(isBefore("sa.key", "sa.pub")).toBe(true);
  });

  test("sa.pub is the public half of sa.key", async () => {
    const machine = await founded();
    expect(createPublicKey(machine.text(`${pki}/sa.key`)).equals(createPublicKey(machine.text(`${pki}/sa.pub`)))).toBe(
      true,
    );
  });

  test("planned twice, everything is the same to the last byte", async () => {
    const machine = new FileMachine();
    const issue = issuing();
    await machine.apply([{ together: certificatePhases(issue).filter((phase) => /ca$/.test(phase.id)) }]);
    const first = await machine.plan(everything(issue));
    const second = await machine.plan(everything(issue));
    expect(first.length).toBeGreaterThan(15);
    expect(second.map(content)).toEqual(first.map(content));
  });

  test("no secret can be printed from a plan", async () => {
    const machine = new FileMachine();
    const issue = issuing();
    await machine.apply(certificateGroups(issue));
    const text = JSON.stringify(await machine.plan(everything(issue)));
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).not.toContain("client-key-data");
  });

  test("with external etcd nothing of etcd is made", async () => {
    const external = { endpoints: [], httpEndpoints: [], caFile: "", certFile: "", keyFile: "" };
    const issue = issuing({ cluster: { ...quickCluster(), etcd: { external } } });
    expect(
      certificatePhases(issue)
        .map((phase) => phase.id)
        .filter((id) => id.includes("etcd")),
    ).toEqual([]);
  });
});

function content(change: { readonly kind: string; readonly after?: unknown }): string {
  const after = change.after as { content?: { reveal?: () => string } } | undefined;
  return after?.content?.reveal?.() ?? String(after?.content);
}

describe("on a machine that has them", () => {
  test("a second run changes nothing and asks for no key", async () => {
    const machine = await founded();
    const keys = { start: () => {}, key: () => Promise.reject(new Error("no key is needed")) };
    expect(await machine.plan(everything(issuing({ keys, now: new Date("2027-06-01") })))).toEqual([]);
    expect(machine.notes).toEqual([]);
  });

  test("a run that was cut after any file ends with the same set, and keeps every key it made", async () => {
    const total = (await founded()).files.size - 1;
    for (let effects = 0; effects <= total; effects += isSmallSample ? 9 : 1) {
      const machine = new FileMachine();
      await machine.apply(everything(issuing()), effects);
      const kept = new Map(machine.files);
      await machine.apply(everything(issuing()));
      expect(machine.files.size, `cut after ${effects}`).toBe(total + 1);
      for (const [path, state] of kept) if (path.startsWith("/etc")) expect(machine.files.get(path)).toBe(state);
      expect(await machine.plan(everything(issuing()))).toEqual([]);
    }
  });

  test("what is gone is made again with the authorities that are there", async () => {
    const machine = await founded();
    const ca = machine.text(`${pki}/ca.crt`);
    for (const path of [`${pki}/apiserver.crt`, `${pki}/apiserver.key`, "/etc/kubernetes/admin.conf"])
      machine.files.delete(path);
    await machine.apply(everything(issuing()));
    expect(machine.text(`${pki}/ca.crt`)).toBe(ca);
    expect(new X509Certificate(machine.text(`${pki}/apiserver.crt`)).verify(new X509Certificate(ca).publicKey)).toBe(
      true,
    );
  });

  test("files behind links are used", async () => {
    const machine = await founded();
    const crt = machine.text(`${pki}/ca.crt`);
    machine.files.set(`${pki}/ca.crt`, { type: "symlink", target: "../../pki-of-ours/ca.crt" });
    machine.put("/etc/pki-of-ours/ca.crt", crt, 0o644);
    expect(await machine.plan(everything(issuing()))).toEqual([]);
  });

  test("a key that others can read is worth a warning", async () => {
    const machine = await founded();
    machine.put(`${pki}/sa.key`, machine.text(`${pki}/sa.key`), 0o644);
    await machine.plan(everything(issuing()));
    expect(machine.notes).toEqual([`${pki}/sa.key can be read by others (mode 0644); chmod 600 ${pki}/sa.key`]);
  });
});

describe("what does not fit is refused with its reason", () => {
  test.each([
    ["an authority without its key", "ca.key", "CA_KEY_MISSING", /without its key/],
    ["a certificate without its key", "etcd/peer.key", "CERTIFICATE_KEY_MISSING", /peer\.crt is there without its key/],
    ["sa.pub without sa.key", "sa.key", "CERTIFICATE_KEY_MISSING", /sa\.pub is there without/],
  ])("%s", async (_, file, code, what) => {
    const machine = await founded();
    machine.files.delete(`${pki}/${file}`);
    expect(await refusal(machine)).toMatchObject({ code, what: expect.stringMatching(what) });
  });

  test("a key that is not ours without its certificate", async () => {
    const machine = await founded();
    machine.put(`${pki}/apiserver.key`, await mintKey("ECDSA-P256"));
    machine.files.delete(`${pki}/apiserver.crt`);
    expect(await refusal(machine)).toMatchObject({ code: "KEY_WITHOUT_CERTIFICATE" });
  });

  test.each([
    ["another name", { node: { ...node, name: "cp9" } }, "it does not name cp9"],
    ["another address", { node: { ...node, advertiseAddress: "10.0.0.9" } }, "it does not name 10.0.0.9"],
    ["a year later", { now: new Date("2028-01-01") }, "it expired at 2027-11-21T03:34:11Z"],
    [
      "a clock that is late",
      { now: new Date("2026-01-01") },
      "it is not valid before 2026-11-21T03:29:11Z, and this machine's clock says 2026-01-01T00:00:00Z",
    ],
  ])("%s", async (_, overrides, why) => {
    expect(await refusal(await founded(), issuing(overrides))).toMatchObject({ code: "CERTIFICATE_INVALID", why });
  });

  test("a certificate of another authority", async () => {
    const machine = await founded();
    const other = await foundedAnew();
    for (const half of ["crt", "key"])
      machine.put(`${pki}/front-proxy-client.${half}`, other.text(`${pki}/front-proxy-client.${half}`));
    expect(await refusal(machine)).toMatchObject({
      why: `it is not signed by ${pki}/front-proxy-ca.crt; its issuer is CN = front-proxy-ca`,
    });
  });

  test("the key of another certificate, whose content the error does not show", async () => {
    const machine = await founded();
    machine.put(`${pki}/apiserver.key`, machine.text(`${pki}/sa.key`));
    const error = await refusal(machine);
    expect(error).toMatchObject({ code: "CERTIFICATE_INVALID", why: "its key belongs to another certificate" });
    expect(`${error.stack} ${JSON.stringify({ ...error })}`).not.toContain("PRIVATE");
  });

  test("a leaf in place of an authority", async () => {
    const machine = await founded();
    for (const half of ["crt", "key"]) machine.put(`${pki}/ca.${half}`, machine.text(`${pki}/apiserver.${half}`));
    expect(await refusal(machine)).toMatchObject({ why: "it is no certificate authority" });
  });

  test.each([
    ["garbage", "CERTIFICATE_UNREADABLE", "ca.crt"],
    ["garbage", "KEY_UNREADABLE", "ca.key"],
  ])("%s as %s", async (text, code, file) => {
    const machine = await founded();
    machine.put(`${pki}/${file}`, text);
    const error = await refusal(machine);
    expect(error).toMatchObject({ code, next: expect.stringContaining("from another control plane or a backup") });
    expect(error).toMatchObject({ next: expect.not.stringMatching(/move .* away/i) });
  });

  test("garbage as a leaf's key, which may be made anew", async () => {
    const machine = await founded();
    machine.put(`${pki}/apiserver.key`, "garbage");
    expect(await refusal(machine)).toMatchObject({ next: expect.stringContaining("move it away together") });
  });

  test("a directory in a certificate's place", async () => {
    const machine = await founded();
    machine.files.set(`${pki}/ca.crt`, { type: "directory", mode: 0o755, owner: "0:0" });
    expect(await refusal(machine)).toMatchObject({ code: "FILE_UNEXPECTED" });
  });

  test("a leaf phase alone on an empty machine", async () => {
    const issue = issuing();
    const phase = certificatePhases(issue).filter((one) => one.id === "certs/apiserver");
    await expect(new FileMachine().plan(phase)).rejects.toMatchObject({ code: "CA_MISSING" });
  });
});

describe("on a control plane that joins others", () => {
  const joining = (): Issuing =>
    issuing({ shared: "given", node: { ...node, name: "cp2", advertiseAddress: "10.77.0.12" } });
  const shared = ["ca", "front-proxy-ca", "etcd/ca", "sa"].flatMap((base) =>
    ["key", base === "sa" ? "pub" : "crt"].map((ending) => `${pki}/${base}.${ending}`),
  );

  async function withShared(): Promise<FileMachine> {
    const [first, second] = [await founded(), new FileMachine()];
    for (const path of shared) second.put(path, first.text(path));
    return second;
  }

  test("its own certificates are made with the shared authorities", async () => {
    const machine = await withShared();
    await machine.apply(everything(joining()));
    const peer = parseCertificate(machine.text(`${pki}/etcd/peer.crt`), "peer.crt");
    expect(peer.dnsNames).toEqual(["cp2", "localhost"]);
    expect(await machine.plan(everything(joining()))).toEqual([]);
  });

  test.each(["ca.crt", "etcd/ca.crt", "sa.key"])("without %s nothing is made", async (file) => {
    const machine = await withShared();
    machine.files.delete(`${pki}/${file}`);
    expect(await refusal(machine, joining())).toMatchObject({
      code: "CA_MISSING",
      what: expect.stringContaining(file),
    });
  });

  test("no key of an authority is begun", async () => {
    const begun: string[] = [];
    const keys = { start: (names: readonly string[]) => begun.push(...names), key: () => Promise.reject(new Error()) };
    await issuing({ keys, shared: "given" }).prepare(new FileMachine().context.host);
    expect(begun).toHaveLength(12);
    expect(begun.filter((name) => name.endsWith("ca") || name === "sa")).toEqual([]);
  });
});

describe("the keys", () => {
  test("are begun only where none are, in the order of need", async () => {
    const machine = await founded();
    machine.files.delete(`${pki}/sa.key`);
    machine.files.delete("/etc/kubernetes/scheduler.conf");
    machine.files.delete(`${pki}/etcd/ca.key`);
    const begun: string[] = [];
    const keys = { start: (names: readonly string[]) => begun.push(...names), key: () => Promise.reject(new Error()) };
    await issuing({ keys }).prepare(machine.context.host);
    expect(begun).toEqual(["etcd-ca", "sa", "scheduler.conf"]);
  });

  test("are begun only for phases that will run", async () => {
    const begun: string[] = [];
    const keys = { start: (names: readonly string[]) => begun.push(...names), key: () => Promise.reject(new Error()) };
    const wanted = (phase: string) => phase.startsWith("kubeconfig/") || phase === "certs/sa";
    await issuing({ keys }).prepare(new FileMachine().context.host, wanted);
    expect(begun).toEqual([
      "kubelet.conf",
      "sa",
      "admin.conf",
      "super-admin.conf",
      "controller-manager.conf",
      "scheduler.conf",
    ]);
  });

  test("all have a place in the order of need", () => {
    const issue = issuing();
    const names = [
      ...issue.certificates.map((spec) => spec.id),
      "sa",
      ...issue.kubeconfigs.map((spec) => spec.fileName),
    ];
    expect([...mintingOrder].sort()).toEqual([...names].sort());
  });
});

test("the phases have kubeadm's names and order", () => {
  const issue = issuing();
  expect([...certificatePhases(issue), ...kubeconfigPhases(issue)].map((phase) => phase.id)).toEqual(
    [
      "certs/ca certs/apiserver certs/apiserver-kubelet-client certs/front-proxy-ca certs/front-proxy-client",
      "certs/etcd-ca certs/etcd-server certs/etcd-peer certs/etcd-healthcheck-client certs/apiserver-etcd-client certs/sa",
      "kubeconfig/admin kubeconfig/super-admin kubeconfig/kubelet kubeconfig/controller-manager kubeconfig/scheduler",
    ].flatMap((line) => line.split(" ")),
  );
});
