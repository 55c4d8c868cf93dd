import { posix } from "node:path";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigAccess, serverOf } from "../kube/from-kubeconfig.ts";
import { type ParsedKubeconfig, parseDiscoveryKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { filesAt } from "../phases/issuing-files.ts";
import { accessOf } from "../phases/kubeconfig-access.ts";
import { Secret } from "../secret.ts";
import { isUrl } from "./discovery-file.ts";

/** A discovery file that was read. */
export interface DiscoveryFile {
  readonly text: Secret;
  /** Its path or URL. */
  readonly place: string;
  /** "" where the file's own credentials are to be used. */
  readonly tlsBootstrapToken: string;
}

/**
 * Where a discovery file leads, and as whom: the token beside it, else the credentials in it. Files that it names are read, those
 * with a relative path beside it. Codes DISCOVERY_FILE_INVALID, DISCOVERY_FILE_LACKS, DISCOVERY_FILE_REFERS,
 * DISCOVERY_NO_CREDENTIALS, KUBECONFIG_SERVER.
 */
export async function discoveryFileAccess(view: HostView, file: DiscoveryFile): Promise<KubeconfigAccess> {
  const { place, tlsBootstrapToken } = file;
  const read = beside(place, parsed(file));
  const needed = tlsBootstrapToken === "" ? read : withoutUser(read);
  if (needed.tokenFile !== undefined && isUrl(place)) throw refers(place, needed.tokenFile);
  await refuseMissing(view, needed);
  if (needed.caCertificate === undefined && needed.caFile === undefined) throw noAuthority(place);
  const access = await accessOf(view, needed);
  serverOf(access.server);
  const { server, ca, token, clientCertificate, clientKey } = access;
  if (tlsBootstrapToken !== "") return { server, ca, token: new Secret(tlsBootstrapToken) };
  if (clientCertificate !== undefined && clientKey !== undefined) return { server, ca, clientCertificate, clientKey };
  if (token !== undefined) return { server, ca, token: new Secret(token.reveal().trim()) };
  throw noCredentials(place, read.otherCredentials);
}

function parsed({ text, place }: DiscoveryFile): ParsedKubeconfig {
  try {
    return parseDiscoveryKubeconfig(text, place);
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    throw invalid(place, error.why ?? error.what);
  }
}

/** Relative paths are meant as kubectl means them: beside the kubeconfig. */
function beside(place: string, found: ParsedKubeconfig): ParsedKubeconfig {
  const at = (path: string | undefined) =>
    path === undefined || isUrl(place) ? path : posix.resolve(posix.dirname(place), path);
  return {
    ...found,
    caFile: found.caCertificate === undefined ? at(found.caFile) : undefined,
    clientCertificateFile: found.clientCertificate === undefined ? at(found.clientCertificateFile) : undefined,
    clientKeyFile: found.clientKey === undefined ? at(found.clientKeyFile) : undefined,
    tokenFile: found.token === undefined ? at(found.tokenFile) : undefined,
  };
}

/** Whoever is to be somebody else needs none of the file's credentials. */
function withoutUser(found: ParsedKubeconfig): ParsedKubeconfig {
  const none = { clientCertificate: undefined, clientKey: undefined, token: undefined };
  return { ...found, ...none, clientCertificateFile: undefined, clientKeyFile: undefined, tokenFile: undefined };
}

async function refuseMissing(view: HostView, found: ParsedKubeconfig): Promise<void> {
  const named = [found.caFile, found.clientCertificateFile, found.clientKeyFile, found.tokenFile];
  const paths = named.filter((path) => path !== undefined);
  const there = await filesAt(view, paths);
  const missing = paths.filter((path) => !there.has(path));
  if (missing.length === 0) return;
  throw new KubewrightError("DISCOVERY_FILE_LACKS", {
    what: `The discovery file ${found.place} names ${missing.join(", ")}, which ${missing.length === 1 ? "is" : "are"} not on this host.`,
    next: "Copy what it names, or embed it: kubectl config view --flatten --minify",
    exitCode: exitCodes.usage,
  });
}

/** What a token file holds is sent to the server; whoever writes a file on the net must not choose what of this host goes where. */
function refers(place: string, path: string): KubewrightError {
  return new KubewrightError("DISCOVERY_FILE_REFERS", {
    what: `The discovery file at ${place} wants ${path} of this host to be sent to the server that it names.`,
    next: "Put the token into the discovery file, or give it with --tls-bootstrap-token.",
    exitCode: exitCodes.usage,
  });
}

function invalid(place: string, why: string): KubewrightError {
  return new KubewrightError("DISCOVERY_FILE_INVALID", {
    what: `The discovery file ${place} is no kubeconfig that leads to a cluster.`,
    why,
    next: "Take the kubeconfig of the cluster's cluster-info: kubectl -n kube-public get configmap cluster-info -o jsonpath='{.data.kubeconfig}'",
    exitCode: exitCodes.usage,
  });
}

function noAuthority(place: string): KubewrightError {
  return invalid(place, "it names no authority by which to know the API server (certificate-authority-data)");
}

function noCredentials(place: string, others: readonly string[]): KubewrightError {
  return new KubewrightError("DISCOVERY_NO_CREDENTIALS", {
    what: `${place} says where the cluster is, but not who this node is.`,
    why: others.length === 0 ? undefined : `its ${others.join(" and ")} would not work in the kubelet's own kubeconfig`,
    next: "Add a token that a control plane makes (kubewright token create) with --tls-bootstrap-token.",
    exitCode: exitCodes.usage,
  });
}
