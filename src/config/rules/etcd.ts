import type { Path } from "../../yaml.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import type { RawCluster } from "../schema/cluster-configuration.ts";
import { urlScheme } from "../url.ts";
import type { ClusterConfiguration, ExternalEtcd, LocalEtcd } from "../v1beta4.ts";
import { absolutePath, argumentNames, certificateNames, optionalImageRepository } from "./shared.ts";

/** Local and external exclude each other; that is to be seen only in what was written. */
export function etcdChoiceRule(written: RawCluster): Finding[] {
  if (written.etcd?.local === undefined || written.etcd.external === undefined) return [];
  return [invalid(["etcd"], "local and external exclude each other", "Keep one of them.")];
}

/** The rules for etcd. */
export function etcdRules({ etcd }: ClusterConfiguration): Finding[] {
  return etcd.local === undefined ? externalRules(etcd.external) : localRules(etcd.local);
}

function localRules(local: LocalEtcd): Finding[] {
  const path = ["etcd", "local"];
  return [
    ...absolutePath([...path, "dataDir"], local.dataDir),
    ...certificateNames([...path, "serverCertSANs"], local.serverCertSANs),
    ...certificateNames([...path, "peerCertSANs"], local.peerCertSANs),
    ...optionalImageRepository([...path, "imageRepository"], local.imageRepository),
    ...argumentNames([...path, "extraArgs"], local.extraArgs),
  ];
}

function externalRules(external: ExternalEtcd): Finding[] {
  const path = ["etcd", "external"];
  const { caFile, certFile, keyFile } = external;
  const secured = caFile !== "" || certFile !== "" || keyFile !== "";
  const endpoints = [...path, "endpoints"];
  return [
    ...keyPairRules(path, external),
    ...(external.endpoints.length === 0 ? [noEndpoint(endpoints)] : urlRules(endpoints, external.endpoints, secured)),
    ...urlRules([...path, "httpEndpoints"], external.httpEndpoints, false),
    ...(["caFile", "certFile", "keyFile"] as const).flatMap((name) =>
      external[name] === "" ? [] : absolutePath([...path, name], external[name]),
    ),
  ];
}

function noEndpoint(path: Path): Finding {
  return invalid(
    path,
    "there is no endpoint",
    "Write the URL of at least one member, for example https://10.0.0.5:2379.",
  );
}

function keyPairRules(path: Path, { caFile, certFile, keyFile }: ExternalEtcd): Finding[] {
  if ((certFile === "") !== (keyFile === "")) {
    return [invalid(path, "certFile and keyFile belong together", "Set both or none.")];
  }
  const alone = certFile !== "" && caFile === "";
  return alone ? [invalid(path, "certFile and keyFile need caFile", "Set caFile too.")] : [];
}

function urlRules(path: Path, urls: readonly string[], https: boolean): Finding[] {
  return urls.flatMap((url, index) => {
    const scheme = urlScheme(url);
    const at = [...path, index];
    if (scheme === null) return [invalid(at, `${shown(url)} is not a URL`, "Write it as https://10.0.0.5:2379.")];
    if (scheme === "") return [invalid(at, `${shown(url)} has no scheme`, "Write it as https://10.0.0.5:2379.")];
    const next = "Write https://, or leave out caFile, certFile and keyFile.";
    return https && scheme !== "https"
      ? [invalid(at, `${shown(url)} is not https although certificates are named`, next)]
      : [];
  });
}
