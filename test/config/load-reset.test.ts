import { expect, test } from "vitest";
import { loadReset } from "../../src/config/load-reset.ts";
import { document, errorsOf, machine } from "./support/request.ts";

test("reset without anything has kubeadm's defaults", () => {
  expect(loadReset({ flags: {}, machine }).reset).toMatchObject({
    certificatesDir: "/etc/kubernetes/pki",
    criSocket: "unix:///var/run/containerd/containerd.sock",
    force: false,
    cleanupTmpDir: false,
  });
});

test("reset's flags go where their fields are", () => {
  const flags = {
    "cert-dir": "/pki",
    "cleanup-tmp-dir": true,
    force: true,
    "dry-run": true,
    "skip-phases": ["preflight"],
  };
  expect(loadReset({ flags, machine }).reset).toMatchObject({
    certificatesDir: "/pki",
    cleanupTmpDir: true,
    force: true,
    dryRun: true,
    skipPhases: ["preflight"],
  });
});

test("--force cannot stand beside a file", () => {
  const source = { name: "reset.yaml", text: document("ResetConfiguration") };
  expect(errorsOf(() => loadReset({ source, flags: { force: true }, machine }))[0]?.what).toContain("--force cannot");
});

test("a file without a ResetConfiguration is refused, and what is in it is said to be ignored", () => {
  const source = { name: "reset.yaml", text: document("ClusterConfiguration") };
  expect(errorsOf(() => loadReset({ source, flags: {}, machine })).map((error) => error.code)).toEqual([
    "CONFIG_KIND_ABSENT",
  ]);
});

test("unmount flags are known ones", () => {
  const source = { name: "reset.yaml", text: document("ResetConfiguration", "unmountFlags: [MNT_FORCE, FORCE]") };
  expect(errorsOf(() => loadReset({ source, flags: {}, machine }))[0]?.what).toBe(
    'reset.yaml:3:27: unmountFlags[1]: "FORCE" is no unmount flag',
  );
});
