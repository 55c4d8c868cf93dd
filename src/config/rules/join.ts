import { separate } from "../host-port.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { RawJoin } from "../schema/join-configuration.ts";
import { urlScheme } from "../url.ts";
import type { Discovery, JoinConfiguration } from "../v1beta4.ts";
import { tokenRule } from "./init.ts";
import { endpointRules, nodeRegistrationRules } from "./node.ts";
import { certificateKey } from "./shared.ts";

/** kubeadm's rules for a JoinConfiguration. `fileExists` answers for the path of a discovery file. */
export function joinRules(join: JoinConfiguration, written: RawJoin, fileExists: (path: string) => boolean): Finding[] {
  const controlPlane = join.controlPlane;
  return [
    ...discoveryRules(join.discovery, written, fileExists),
    ...nodeRegistrationRules(join.nodeRegistration),
    ...(controlPlane === undefined
      ? []
      : endpointRules(["controlPlane", "localAPIEndpoint"], controlPlane.localAPIEndpoint)),
    ...(controlPlane === undefined
      ? []
      : certificateKey(["controlPlane", "certificateKey"], controlPlane.certificateKey)),
    ...caPathRule(join.caCertPath),
  ];
}

function caPathRule(path: string): Finding[] {
  if (path.startsWith("/") && path.endsWith(".crt")) return [];
  return [
    invalid(
      ["caCertPath"],
      `${shown(path)} is not an absolute path that ends in .crt`,
      "Write /etc/kubernetes/pki/ca.crt.",
    ),
  ];
}

function discoveryRules(discovery: Discovery, written: RawJoin, fileExists: (path: string) => boolean): Finding[] {
  const path = ["discovery"];
  const { bootstrapToken, file } = written.discovery ?? {};
  if (bootstrapToken === undefined && file === undefined) {
    const next =
      "Name a token and the address of the control plane, or a discovery file (kubewright token create --print-join-command prints the line).";
    return [invalid(path, "nothing says how to find the cluster", next)];
  }
  if (bootstrapToken !== undefined && file !== undefined) {
    return [invalid(path, "bootstrapToken and file exclude each other", "Keep one of them.")];
  }
  const tls = tokenRule([...path, "tlsBootstrapToken"], discovery.tlsBootstrapToken);
  if (discovery.kind === "token") return [...tokenDiscoveryRules(discovery), ...tls];
  return [...fileRule(discovery.kubeConfigPath, fileExists), ...(discovery.tlsBootstrapToken === "" ? [] : tls)];
}

function tokenDiscoveryRules(discovery: Discovery & { kind: "token" }): Finding[] {
  const path = ["discovery", "bootstrapToken"];
  const { apiServerEndpoint } = discovery;
  const findings: Finding[] = [];
  if (separate(apiServerEndpoint) === null) {
    const what =
      apiServerEndpoint === ""
        ? "the address of the control plane is missing"
        : `${shown(apiServerEndpoint)} is not host:port`;
    findings.push(invalid([...path, "apiServerEndpoint"], what, "Write it as 10.0.0.10:6443."));
  }
  if (discovery.caCertHashes.length === 0 && !discovery.unsafeSkipCAVerification) {
    const next =
      "Write caCertHashes (--discovery-token-ca-cert-hash), or unsafeSkipCAVerification: true if you accept that.";
    findings.push(invalid([...path, "caCertHashes"], "nothing proves that the cluster found is the right one", next));
  }
  return [...findings, ...tokenRule([...path, "token"], discovery.token)];
}

function fileRule(path: string, fileExists: (path: string) => boolean): Finding[] {
  const at = ["discovery", "file", "kubeConfigPath"];
  const scheme = urlScheme(path);
  if (scheme === "https") return [];
  if (scheme === null)
    return [invalid(at, `${shown(path)} is neither a path nor a URL`, "Write a path or an https URL.")];
  if (scheme !== "") return [invalid(at, `${shown(path)} is not https`, "Write a path or an https URL.")];
  return fileExists(path)
    ? []
    : [invalid(at, `${shown(path)} is not there`, "Copy the discovery file to this host first.")];
}
