import type { FileChange } from "../engine/change.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { assessKubeconfig } from "../manifests/assess-kubeconfig.ts";
import { kubeconfig } from "../manifests/kubeconfig.ts";
import type { KubeconfigSpec } from "../manifests/kubeconfig-catalog.ts";
import { type ParsedKubeconfig, parseKubeconfig } from "../manifests/parse-kubeconfig.ts";
import { controlPlaneServer, localServer } from "../manifests/server-url.ts";
import { validityFrom } from "../pki/issue.ts";
import type { Secret } from "../secret.ts";
import { newFile } from "./certificates-pair.ts";
import type { Issuing } from "./issuing.ts";
import { type FoundFile, filesAt, secretOf, textOf } from "./issuing-files.ts";

/** The file, when it is missing; nothing when it is there and fits. A server other than the expected one is worth a warning. */
export async function planKubeconfig(
  issuing: Issuing,
  spec: KubeconfigSpec,
  context: StepContext,
): Promise<readonly FileChange[]> {
  const path = issuing.kubeconfigPath(spec);
  const file = (await filesAt(context.host, [path])).get(path);
  if (issuing.hasMade(path, file)) return [];
  if (file === undefined) return issuing.makes([newFile(path, await newKubeconfig(issuing, spec, context), 0o600)]);
  await assess(issuing, spec, context, file);
  return [];
}

function serverOf(issuing: Issuing, spec: KubeconfigSpec): string {
  return spec.server === "local" ? localServer(issuing.node) : controlPlaneServer(issuing.cluster, issuing.node);
}

/** Its certificate counts from the authority's first day on, as kubeadm's do. */
async function newKubeconfig(issuing: Issuing, spec: KubeconfigSpec, context: StepContext): Promise<Secret> {
  const [authority, key] = await Promise.all([
    issuing.authorities.pair(context.host, "ca"),
    issuing.key(spec.fileName),
  ]);
  const validity = {
    ...validityFrom(issuing.now, spec.validityMs),
    notBefore: authority.certificate.notBefore,
  };
  return kubeconfig({
    clusterName: issuing.cluster.clusterName,
    server: serverOf(issuing, spec),
    caCertificate: authority.certificate.pem,
    user: spec.content.subject.commonName,
    credentials: {
      certificate: issuing.signed(spec.fileName, spec.content, key, authority, validity),
      key,
    },
  });
}

async function assess(issuing: Issuing, spec: KubeconfigSpec, context: StepContext, file: FoundFile): Promise<void> {
  const path = issuing.kubeconfigPath(spec);
  const found = parseKubeconfig(secretOf(file), path);
  const [authority, caText] = await Promise.all([
    issuing.authorities.certificate(context.host, "ca"),
    trustedText(context, found),
  ]);
  const expected = { authority, server: serverOf(issuing, spec), now: issuing.now };
  const { reasons, warnings } = assessKubeconfig(found, caText, expected);
  for (const warning of warnings) context.note("warning", warning);
  if (reasons.length === 0) return;
  throw new KubewrightError("KUBECONFIG_INVALID", {
    what: `${path}, the kubeconfig for ${spec.title}, cannot be used`,
    why: reasons.join("; "),
    next: `Move ${path} away to have it made anew`,
  });
}

async function trustedText(context: StepContext, found: ParsedKubeconfig): Promise<string | undefined> {
  if (found.caCertificate !== undefined || found.caFile === undefined) return found.caCertificate;
  const file = (await filesAt(context.host, [found.caFile])).get(found.caFile);
  return file === undefined ? undefined : textOf(file);
}
