import { expect, test } from "vitest";
import { bootstrapKubeletConf, kubeletConf, kubeletConfigFile, kubeletFlagsFile } from "../../src/constants/paths.ts";
import { kubeletDropIn } from "../../templates/kubelet-drop-in.ts";
import { kubeletService } from "../../templates/kubelet-service.ts";

/** The values of a setting in a unit file, in order. */
function settings(unit: string, name: string): string[] {
  return unit.split("\n").flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
}

test("the kubelet is started again for ever", () => {
  const unit = kubeletService("/opt/bin/kubelet");
  expect(settings(unit, "ExecStart")).toEqual(["/opt/bin/kubelet"]);
  expect(settings(unit, "Restart")).toEqual(["always"]);
  expect(settings(unit, "StartLimitIntervalSec")).toEqual(["0"]);
  expect(unit.indexOf("StartLimitIntervalSec")).toBeLessThan(unit.indexOf("[Service]"));
});

test("the drop-in leads the kubelet to what init and join write", () => {
  const dropIn = kubeletDropIn();
  for (const path of [bootstrapKubeletConf, kubeletConf, kubeletConfigFile]) expect(dropIn).toContain(`=${path}`);
  expect(settings(dropIn, "EnvironmentFile")).toEqual([`-${kubeletFlagsFile}`, "-/etc/default/kubelet"]);
});

test("the drop-in takes the unit's own command away and lets the administrator's arguments stand last", () => {
  const [cleared, command] = settings(kubeletDropIn("/usr/local/bin/kubelet", "/etc/sysconfig/kubelet"), "ExecStart");
  expect(cleared).toBe("");
  expect(command).toBe(
    "/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS",
  );
});
