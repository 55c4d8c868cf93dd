import { describe, expect, it } from "vitest";
import { demoLines, podTable } from "../../lab/demo-cluster.ts";
import { withoutLastWords } from "../../lab/last-words.ts";
import { podSums } from "../../lab/pod-sums.ts";
import { openReporter } from "../../src/report/open-reporter.ts";
import { goodRun } from "../report/sample-run.ts";
import { memoryIo } from "../support/memory-io.ts";
import { Screen } from "../support/screen.ts";

function passed(bytes: string, size: number): string {
  let text = "";
  const hear = withoutLastWords((line) => {
    text += line;
  });
  for (let at = 0; at < bytes.length; at += size) hear(bytes.slice(at, at + size));
  return text;
}

describe("the demo's screen", () => {
  const esc = "\u001b";
  const said = `${esc}[32m✔${esc}[39m cp1 done\n${esc}[1A${esc}[J${esc}[32m✔${esc}[39m cp1 all done\n\n${esc}[33m! cp1: [TimeSync] no clock. →${esc}[39m\n${esc}[33m  set one.${esc}[39m\n${esc}[33m! cp1: more${esc}[39m\n\nCluster lab is founded: 1 node in 1.0 s.\n\nTo administer it from here:\n  kubewright …\n`;

  it.each([1, 7, 10_000])(
    "leaves out warnings and what comes after the founding, in pieces of %i characters",
    (size) => {
      expect(passed(said, size)).toBe(
        `${esc}[32m✔${esc}[39m cp1 done\n${esc}[1A${esc}[J${esc}[32m✔${esc}[39m cp1 all done\nCluster lab is founded: 1 node in 1.0 s.\n`,
      );
    },
  );

  it("fits on a terminal of 100 columns and 30 rows", async () => {
    const screen = new Screen(100);
    const io = memoryIo({ isTerminal: true, columns: 100, rows: 30 });
    const reporter = await openReporter(io, { output: "text", verbosity: 0, view: "run", manyHosts: true });
    const hosts = ["cp1", "cp2", "cp3", "w1", "w2"];
    for (const host of [...hosts, "cluster lab"]) for (const event of goodRun) reporter.tell({ ...event, host });
    await reporter.close();
    screen.write(demoLines.apply);
    withoutLastWords((text) => screen.write(text))(
      `${io.out()}\nCluster lab is founded: 5 nodes in 14.2 s.\n\nTo go on:\n`,
    );
    screen.write(demoLines.network);
    for (const name of ["NAME", ...hosts]) screen.write(`${name}   Ready   control-plane   20s   v1.36.3\n`);
    const pods = ["coredns", "etcd", "kube-apiserver", "kube-controller-manager", "kube-flannel-ds", "kube-proxy"];
    screen.write(podTable([...pods, "kube-scheduler"].map((name) => ({ name, running: 5, all: 5, nodes: hosts }))));
    screen.write(demoLines.end(23, "/var/lib/kubewright-lab/demo/cluster.yaml", "demo"));
    const lines = screen.text().split("\n");
    expect(lines.filter((line) => line.startsWith("✔ "))).toHaveLength(6);
    expect(lines).toContain("Cluster lab is founded: 5 nodes in 14.2 s.");
    expect(lines.length).toBeLessThanOrEqual(30);
  });

  it("has a line for each kind of Pod, with those that run and where they are", () => {
    const pod = (name: string, nodeName: string, labels: Readonly<Record<string, string>>, ready = [true]) => ({
      metadata: { name, labels },
      spec: { nodeName },
      status: { containerStatuses: ready.map((one) => ({ ready: one })) },
    });
    const items = [
      pod("kube-proxy-x2x1z", "w1", { "pod-template-generation": "1" }),
      pod("etcd-cp2", "cp2", { component: "etcd" }, [true, false]),
      pod("etcd-cp1", "cp1", { component: "etcd" }),
      pod("coredns-66bc5c9577-k2xkp", "w1", { "pod-template-hash": "66bc5c9577" }, []),
    ];
    expect(podSums(JSON.stringify({ items }))).toEqual([
      { name: "coredns", running: 0, all: 1, nodes: ["w1"] },
      { name: "etcd", running: 1, all: 2, nodes: ["cp1", "cp2"] },
      { name: "kube-proxy", running: 1, all: 1, nodes: ["w1"] },
    ]);
  });
});
