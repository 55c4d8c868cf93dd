import { describe, expect, it } from "vitest";
import { journalTail } from "../../src/diagnosis/journal.ts";
import { klogValue, lastError } from "../../src/diagnosis/last-error.ts";
import { parseCriLog, parsePodLogs } from "../../src/diagnosis/pod-logs.ts";
import { fakeView } from "../facts/fake-view.ts";

describe("logs of Pods", () => {
  it("are split by headings that no log can forge", () => {
    const text =
      "==> etcd 1700000000 <==\n2023-11-14T22:13:20.5Z stderr F ==> kube-apiserver 1 <==\n2023-11-14T22:13:21.123456789Z stderr F last\n\n" +
      "==> kube-apiserver 1700000002 <==\nhalf a line\n2023-11-14T22:13:22Z stdout F \u001b[31mred\n";
    expect(parsePodLogs(text).map(({ component, lines }) => [component, lines.map((line) => line.text)])).toEqual([
      ["etcd", ["==> kube-apiserver 1 <==", "last"]],
      ["kube-apiserver", ["red"]],
    ]);
  });

  it("keep the time of each line", () => {
    expect(parseCriLog("2023-11-14T22:13:20.500000000Z stderr F x\n")[0]?.at).toBe(1_700_000_000_500);
  });
});

describe("last words", () => {
  it("are klog's error with its quotes undone", () => {
    expect(klogValue(String.raw`E1 x.go:1] "command failed" err="plugin \"Nope\" is unknown"`, "err")).toBe(
      'plugin "Nope" is unknown',
    );
    expect(lastError(["Error: first", "Error: second", "usage"])).toBe("Error: second".slice(7));
    expect(lastError(['{"level":"fatal","msg":"discovery failed","error":"listen: in use"}'])).toBe(
      "discovery failed: listen: in use",
    );
    expect(lastError(["all is well"])).toBeNull();
  });
});

describe("the journal", () => {
  const lines =
    '1700000000.100000 cp1 kubelet[7]: E1 run.go:72] "command failed" err="of an earlier try"\n' +
    "1700000000.950000 cp1 kubelet[9]: one\u0007\n" +
    "1700000001.000000 cp1 systemd[1]: kubelet.service: Main process exited\n" +
    "    a further line\n1700000002.000000 cp1 kernel: two\n";

  it("leaves out what was said before the files were written, also in the same second", async () => {
    const view = fakeView({ commands: { journalctl: lines } });
    expect(await journalTail(view, "kubelet.service", 1_700_000_000_900, 50)).toEqual(["one", "two"]);
    expect(view.asked[0]).toContain("--since=@1700000000 --unit=kubelet.service");
  });

  it("is empty where there is none", async () => {
    expect(await journalTail(fakeView({}), "kernel", 0, 5)).toEqual([]);
  });
});
