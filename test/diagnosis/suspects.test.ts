import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../src/diagnosis/evidence.ts";
import { likelyCause, permanentCause } from "../../src/diagnosis/likely-cause.ts";
import { controlPlaneSuspects, kubeletSuspects } from "../../src/diagnosis/suspects.ts";
import { component, componentSays, evidence, kubeletSays, unit } from "./evidence.ts";

const cause = (found: Evidence) => likelyCause(found, controlPlaneSuspects);

// Said by the real v1.36.3 kubelet and components, etcd 3.6.8, containerd 2 and runc.
const words = {
  kubeletFlag: `E1121 14:34:52.529641    3353 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --no-such-flag"`,
  cgroupV1: `E1121 14:35:28.063219    3812 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"`,
  badConfig: `E1121 14:35:28.4 1 run.go:72] "command failed" err="failed to validate kubelet configuration, error: [invalid configuration: evictionSoft not specified grace period]"`,
  noConfig: `E1121 14:35:28.585602    3847 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"`,
  swap: `E1121 14:35:28.1 1 kubelet.go:1] "Failed to start ContainerManager" err="running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"`,
  cgroupDriver: String.raw`E1121 14:40:01.5 812 pod_workers.go:1324] "Error syncing pod, skipping" err="failed to \"CreatePodSandbox\" for \"etcd-cp1_kube-system(abc)\" with CreatePodSandboxError: \"Failed to create sandbox for pod \\\"etcd-cp1_kube-system(abc)\\\": rpc error: code = Unknown desc = failed to start sandbox: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\\"slice:prefix:name\\\" for systemd cgroups, got \\\"/kubepods/burstable/podabc/8d3\\\" instead\"" pod="kube-system/etcd-cp1"`,
  imageGone: String.raw`E1121 14:40:01.5 812 kuberuntime_image.go:42] "Failed to pull image" err="rpc error: code = NotFound desc = failed to pull and unpack image \"registry.k8s.io/kube-apiserver:v1.36.99\": failed to resolve reference \"registry.k8s.io/kube-apiserver:v1.36.99\": registry.k8s.io/kube-apiserver:v1.36.99: not found" image="registry.k8s.io/kube-apiserver:v1.36.99"`,
  imageFar: String.raw`E1121 14:40:01.5 812 kuberuntime_image.go:42] "Failed to pull image" err="failed to pull and unpack image \"registry.k8s.io/etcd:9\": failed to resolve reference \"registry.k8s.io/etcd:9\": failed to do request: Head \"https://registry.k8s.io/v2/etcd/manifests/9\": dial tcp: lookup registry.k8s.io on 10.0.0.2:53: no such host" image="registry.k8s.io/etcd:9"`,
  backOff: String.raw`E1121 14:40:09.5 812 pod_workers.go:1324] "Error syncing pod, skipping" err="failed to \"StartContainer\" for \"etcd\" with ImagePullBackOff: \"Back-off pulling image \\\"registry.k8s.io/etcd:9\\\": ErrImagePull: ...\"" pod="kube-system/etcd-cp1"`,
  apiFlag: "Error: unknown flag: --no-such-flag",
  apiValue: `Error: invalid argument "hello" for "--secure-port" flag: strconv.ParseInt: parsing "hello": invalid syntax`,
  apiPlugin: `E1121 14:35:50.504446    4312 run.go:72] "command failed" err="enable-admission-plugins plugin \\"Nope\\" is unknown"`,
  controllers: `E1121 14:36:11.071153    4546 run.go:72] "command failed" err="\\"nope\\" is not in the list of known controllers"`,
  etcdFlag: "flag provided but not defined: -no-such",
  etcdValue: 'invalid value "abc" for flag -heartbeat-interval: parse error',
  missing: `E1121 14:35:50.333695    4291 run.go:72] "command failed" err="open /x.crt: no such file or directory"`,
  etcdPort: `{"level":"fatal","ts":"2026-11-21T14:35:29.312192Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"listen tcp 127.0.0.1:2379: bind: address already in use","stacktrace":"go.etcd.io/etcd"}`,
  storage: `E1121 14:35:50.248992    3939 run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"`,
  etcdCutOff: `{"level":"panic","ts":"2026-11-21T16:40:12.7Z","caller":"membership/cluster.go:882","msg":"failed to find local ID in cluster members","cluster-id":"1a5c8d1b5d2c5a1f","local-member-id":"830720c02cabf8c1"}`,
  etcdForeign: `{"level":"fatal","ts":"2026-11-21T14:35:29.3Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"member 8e9e05c52164694d has already been bootstrapped"}`,
};

describe("a healthy control plane", () => {
  it("is not blamed for what the API server said of etcd while it started", () => {
    const log = [
      'W1121 15:16:58.8 1 logging.go:55] [core] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379"}. Err: connection error: desc = "dial tcp 127.0.0.1:2379: connect: connection refused"',
      ...Array.from({ length: 20 }, (_, i) => `I1121 15:17:00.${i} 1 handler.go:1] ready`),
    ];
    expect(cause(evidence({ components: [component("kube-apiserver", { log })] }))).toBeNull();
  });

  it("has no cause to name", () => {
    expect(cause(evidence())).toBeNull();
    expect(likelyCause(evidence(), kubeletSuspects)).toBeNull();
  });
});

describe("an etcd whose first start was cut off", () => {
  it("is named though it runs", () => {
    const etcd = component("etcd", { log: [words.etcdCutOff] });
    expect(permanentCause(evidence({ components: [etcd] }), controlPlaneSuspects)?.code).toBe("ETCD_CUT_OFF");
  });
});

describe("what etcd said before its Pod was removed", () => {
  it("does not end the wait for the one that begins anew", () => {
    const etcd = component("etcd", { state: "absent", log: [words.etcdCutOff] });
    expect(permanentCause(evidence({ components: [etcd] }), controlPlaneSuspects)).toBeNull();
  });
});

describe("the kubelet's own refusals", () => {
  it.each([
    [words.kubeletFlag, "KUBELET_FLAG_UNKNOWN", "--no-such-flag"],
    [words.badConfig, "KUBELET_CONFIG_INVALID", "KubeletConfiguration"],
  ])("are named with what to change", (line, code, part) => {
    const found = permanentCause(kubeletSays(line), controlPlaneSuspects);
    expect(found?.code).toBe(code);
    expect(`${found?.what} ${found?.next}`).toContain(part);
  });

  it("heal by themselves when it only was not written yet", () => {
    expect(cause(kubeletSays(words.noConfig))).toMatchObject({ code: "KUBELET_CONFIG_MISSING", isPermanent: false });
  });

  it("say cgroup v1, and only where the machine has it", () => {
    expect(cause({ ...kubeletSays(words.cgroupV1), cgroupVersion: 1 })).toMatchObject({
      code: "KUBELET_CGROUP_V1",
      isPermanent: true,
    });
    expect(cause({ ...kubeletSays(words.cgroupV1), cgroupVersion: 2 })?.code).toBe("KUBELET_CONFIG_INVALID");
  });

  it("say swap, and only while it is on", () => {
    expect(cause({ ...kubeletSays(words.swap), swaps: [{ path: "/swapfile", sizeKiB: 1 }] })).toMatchObject({
      code: "KUBELET_SWAP_ON",
      isPermanent: true,
    });
    expect(cause(kubeletSays(words.swap))?.code).toBe("KUBELET_FAILED");
  });

  it("count no more once the kubelet runs", () => {
    expect(cause(evidence({ kubeletJournal: [words.kubeletFlag] }))).toBeNull();
  });

  it("are shown as its last words when nothing fits", () => {
    const found = cause(kubeletSays(`E1 1 run.go:72] "command failed" err="failed to run Kubelet: something new"`));
    expect(found).toMatchObject({
      code: "KUBELET_FAILED",
      isPermanent: false,
      why: "failed to run Kubelet: something new",
    });
  });
});

describe("a certificate that is refused", () => {
  it("is to be made anew alone, never with the authority of a cluster that lives", () => {
    const said = `E1 1 run.go:72] "command failed" err="tls: private key does not match public key"`;
    expect(cause(componentSays("kube-scheduler", said))).toMatchObject({
      code: "CERTIFICATE_REFUSED",
      next: expect.stringContaining("but no authority"),
    });
  });
});

describe("a kubelet that does not stay up", () => {
  const info = `I1121 14:35:28.585602    3847 server.go:525] "Kubelet version" kubeletVersion="v1.36.3"`;
  const error = `E1121 14:35:28.6 3847 server.go:1] "Failed to listen" err="address in use"`;
  const fatal = "F1121 14:35:28.7 3847 hooks.go:210] a hook failed";

  it("is explained by the worst it said, not by the last it told", () => {
    expect(cause(kubeletSays(info, error, info))?.why).toBe(error);
    expect(cause(kubeletSays(fatal, error, info))?.why).toBe(fatal);
  });

  it("is said to give no reason when it gave none", () => {
    expect(cause(kubeletSays(info))).toMatchObject({ code: "KUBELET_FAILED", why: "Its log names no reason." });
    expect(cause(kubeletSays())).toMatchObject({ code: "KUBELET_FAILED", why: "Its log names no reason." });
  });
});

describe("containerd stopped", () => {
  const stopped = evidence({
    units: new Map([
      [
        "kubelet.service",
        unit("kubelet.service", { active: "activating", sub: "auto-restart", restarts: 3, exitStatus: 1 }),
      ],
      ["containerd.service", unit("containerd.service", { active: "inactive", sub: "dead" })],
    ]),
    runtime: { problem: "connect ENOENT", isReady: false, reason: "" },
    kubeletJournal: [
      `E1 1 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unavailable"`,
    ],
  });

  it("is named with the command that starts it", () => {
    expect(cause(stopped)).toMatchObject({ code: "RUNTIME_STOPPED", isPermanent: false });
    expect(cause(stopped)?.next).toContain("systemctl start containerd");
  });

  it("is told apart from a wrong socket", () => {
    expect(cause({ ...stopped, units: evidence().units })?.code).toBe("RUNTIME_UNREACHABLE");
  });
});

describe("two cgroup drivers", () => {
  it("are named, with the words of the runtime", () => {
    const found = cause(
      evidence({
        kubeletJournal: [words.cgroupDriver],
        components: evidence().components.map((one) => ({ ...one, state: "absent" })),
      }),
    );
    expect(found).toMatchObject({ code: "CGROUP_DRIVER_MISMATCH", isPermanent: true });
    expect(found?.why).toContain("/kubepods/burstable/podabc");
    expect(found?.next).toContain("SystemdCgroup = true");
  });
});

describe("an image that is not to be had", () => {
  it("is final when the registry says so", () => {
    const found = cause(
      evidence({ kubeletJournal: [words.imageGone, words.backOff.replaceAll("etcd:9", "kube-apiserver:v1.36.99")] }),
    );
    expect(found).toMatchObject({ code: "IMAGE_NOT_FOUND", isPermanent: true });
    expect(found?.what).toContain("registry.k8s.io/kube-apiserver:v1.36.99");
  });

  it("may still come when the registry cannot be reached", () => {
    const found = cause(evidence({ kubeletJournal: [words.imageFar, words.backOff] }));
    expect(found).toMatchObject({ code: "IMAGE_UNREACHABLE", isPermanent: false });
  });

  it("are not waited for where the user has said that they are on the machine", () => {
    const subject = { ...evidence().subject, imagesGiven: true };
    const found = permanentCause(evidence({ subject, kubeletJournal: [words.imageFar] }), controlPlaneSuspects);
    expect(found).toMatchObject({ code: "IMAGE_UNREACHABLE", isPermanent: true });
    expect(found?.next).toContain("crictl pull registry.k8s.io/etcd:9");
    expect(found?.next).toContain("imagePullPolicy");
    expect(found?.why).toContain("no such host");
  });

  it("is named from a back-off alone", () => {
    expect(cause(evidence({ kubeletJournal: [words.backOff] }))?.what).toContain("registry.k8s.io/etcd:9");
  });
});

describe("a flag that a component refuses", () => {
  it.each([
    ["kube-apiserver", words.apiFlag, "apiServer.extraArgs"],
    ["kube-apiserver", words.apiValue, "apiServer.extraArgs"],
    ["kube-apiserver", words.apiPlugin, "apiServer.extraArgs"],
    ["kube-controller-manager", words.controllers, "controllerManager.extraArgs"],
    ["kube-scheduler", words.apiFlag, "scheduler.extraArgs"],
    ["etcd", words.etcdFlag, "etcd.local.extraArgs"],
    ["etcd", words.etcdValue, "etcd.local.extraArgs"],
  ])("of %s is named with the field of the file", (name, line, field) => {
    const found = permanentCause(componentSays(name, "something before", line, "usage after"), controlPlaneSuspects);
    expect(found?.code).toBe("COMPONENT_FLAG_REFUSED");
    expect(found?.next).toContain(field);
  });

  it("is the cause also while other components only wait", () => {
    const found = componentSays("etcd", words.etcdFlag);
    const all = found.components.map((one) =>
      one.name === "kube-apiserver" ? component(one.name, { state: "exited", exitCode: 1, log: [words.storage] }) : one,
    );
    expect(cause({ ...found, components: all })?.code).toBe("COMPONENT_FLAG_REFUSED");
  });

  it("counts no more once the component runs", () => {
    expect(cause(evidence({ components: [component("kube-apiserver", { log: [words.apiFlag] })] }))).toBeNull();
  });
});

describe("other causes", () => {
  it("a port that a stranger holds is final, and named with the stranger", () => {
    const socket = { address: "127.0.0.1", port: 2379, process: { pid: 55, name: "haproxy", inPod: false } };
    const found = cause({ ...componentSays("etcd", words.etcdPort), sockets: [socket] });
    expect(found).toMatchObject({ code: "PORT_IN_USE", isPermanent: true });
    expect(found?.what).toContain("haproxy");
  });

  it("a port that the component's own older container holds may still come free", () => {
    const socket = { address: "127.0.0.1", port: 2379, process: { pid: 55, name: "etcd", inPod: true } };
    expect(cause({ ...componentSays("etcd", words.etcdPort), sockets: [socket] })).toMatchObject({
      code: "PORT_IN_USE",
      isPermanent: false,
    });
  });

  it.each([
    [componentSays("kube-apiserver", words.missing), "FILE_MISSING"],
    [componentSays("kube-apiserver", words.storage), "ETCD_UNREACHABLE"],
    [componentSays("etcd", words.etcdForeign), "ETCD_DATA_FOREIGN"],
    [componentSays("etcd", words.etcdCutOff), "ETCD_CUT_OFF"],
    [
      componentSays(
        "kube-scheduler",
        `E1 1 run.go:72] "command failed" err="tls: failed to verify certificate: x509: certificate has expired or is not yet valid"`,
      ),
      "CERTIFICATE_REFUSED",
    ],
    [evidence({ disks: [{ mount: "/var", totalKiB: 1e6, availableKiB: 100 }] }), "DISK_FULL"],
    [
      evidence({ components: [component("kube-apiserver", { state: "exited", exitCode: 137, reason: "OOMKilled" })] }),
      "OUT_OF_MEMORY",
    ],
    [evidence({ kernelJournal: ["Out of memory: Killed process 812 (kube-apiserver) total-vm:1kB"] }), "OUT_OF_MEMORY"],
    [evidence({ manifests: [] }), "MANIFESTS_MISSING"],
    [evidence({ ownName: { name: "cp1", addresses: [], timedOut: true } }), "NODE_NAME_UNRESOLVED"],
    [
      evidence({
        units: new Map([["kubelet.service", unit("kubelet.service", { exists: false, active: "inactive" })]]),
      }),
      "KUBELET_MISSING",
    ],
    [
      evidence({ units: new Map([["kubelet.service", unit("kubelet.service", { active: "inactive", sub: "dead" })]]) }),
      "KUBELET_STOPPED",
    ],
    [componentSays("kube-apiserver", "panic: runtime error: index out of range"), "COMPONENT_FAILED"],
  ])("are told apart (%#: %j)", (found, code) => {
    expect(cause(found)?.code).toBe(code);
  });
});

describe("hostile words", () => {
  it("never make a suspect fail or speak for long", () => {
    const line = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom(...Object.values(words)).chain((known) => fc.nat(known.length).map((at) => known.slice(0, at))),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        for (const found of [
          kubeletSays(...lines),
          componentSays("etcd", ...lines),
          evidence({ runtimeJournal: lines }),
        ]) {
          const named = cause(found);
          expect(`${named?.what}${named?.next}`.length).toBeLessThan(3000);
        }
      }),
    );
  });
});
