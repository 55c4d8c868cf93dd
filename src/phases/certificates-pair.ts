import type { FileChange } from "../engine/change.ts";
import { ledger, standing } from "../engine/ledger.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { assessAuthority, assessLeaf } from "../pki/assess.ts";
import { parseCertificate } from "../pki/certificate.ts";
import type { CertificateSpec } from "../pki/certificate-spec.ts";
import { validityFrom } from "../pki/issue.ts";
import type { Secret } from "../secret.ts";
import type { Issuing } from "./issuing.ts";
import { caKeyMissing, sharedMissing } from "./issuing-authorities.ts";
import { type FoundFile, filesAt, secretOf, textOf } from "./issuing-files.ts";

/** A file that is not there and shall be. */
export function newFile(path: string, content: string | Secret, mode: number): FileChange {
  return { kind: "file", path, before: null, after: { type: "file", content, mode, owner: "0:0" } };
}

/**
 * What is missing of a certificate and its key: both, or the certificate of a key that an earlier run left behind, the key
 * before the certificate. Nothing when both are there and fit; KubewrightError when what is there does not fit.
 */
export async function planPair(
  issuing: Issuing,
  spec: CertificateSpec,
  context: StepContext,
): Promise<readonly FileChange[]> {
  const [certificatePath, keyPath] = [`${spec.basePath}.crt`, `${spec.basePath}.key`];
  const files = await filesAt(context.host, [certificatePath, keyPath]);
  const certificate = files.get(certificatePath);
  const key = files.get(keyPath);
  if (issuing.hasMade(certificatePath, certificate) && issuing.hasMade(keyPath, key)) return [];
  if (spec.signer === null && issuing.shared === "given") return assessGiven(issuing, spec, certificate, key);
  if (certificate !== undefined) {
    await assess(issuing, spec, context, certificate, key);
    return [];
  }
  if (key !== undefined) await refuseForeignKey(context, keyPath, certificatePath, key);
  const keyPem = key === undefined ? await issuing.key(spec.id) : secretOf(key);
  const issued = newFile(certificatePath, await issue(issuing, spec, context, keyPem), 0o644);
  return issuing.makes(key === undefined ? [newFile(keyPath, keyPem, 0o600), issued] : [issued]);
}

/** An authority that other control planes have: it must be there, and where its key is there too, the two must fit. */
function assessGiven(
  issuing: Issuing,
  spec: CertificateSpec,
  file: FoundFile | undefined,
  keyFile: FoundFile | undefined,
): readonly FileChange[] {
  const [place, keyPlace] = [`${spec.basePath}.crt`, `${spec.basePath}.key`];
  if (file === undefined) throw sharedMissing(place);
  const key = keyFile === undefined ? undefined : issuing.authorities.readKey(secretOf(keyFile), keyPlace);
  const reasons = assessAuthority(parseCertificate(textOf(file), place), key, issuing.now);
  if (reasons.length > 0) throw invalid(spec, place, keyPlace, reasons);
  return [];
}

async function issue(issuing: Issuing, spec: CertificateSpec, context: StepContext, key: Secret): Promise<string> {
  if (spec.signer === null) return issuing.selfSigned(spec, key);
  const authority = await issuing.authorities.pair(context.host, spec.signer);
  const validity = validityFrom(issuing.now, spec.validityMs);
  return issuing.signed(spec.id, spec, key, authority, validity);
}

async function assess(
  issuing: Issuing,
  spec: CertificateSpec,
  context: StepContext,
  file: FoundFile,
  keyFile: FoundFile | undefined,
): Promise<void> {
  const place = `${spec.basePath}.crt`;
  const keyPlace = `${spec.basePath}.key`;
  const certificate = parseCertificate(textOf(file), place);
  if (keyFile === undefined) throw spec.signer === null ? caKeyMissing(place, keyPlace) : keyMissing(place, keyPlace);
  const key = issuing.authorities.readKey(secretOf(keyFile), keyPlace);
  warnOfOpenKey(context, keyPlace, keyFile);
  const reasons =
    spec.signer === null
      ? assessAuthority(certificate, key, issuing.now)
      : assessLeaf(
          certificate,
          key,
          spec,
          await issuing.authorities.certificate(context.host, spec.signer),
          issuing.now,
        );
  if (reasons.length > 0) throw invalid(spec, place, keyPlace, reasons);
}

/** Says so when others than the owner may read a key. */
export function warnOfOpenKey(context: StepContext, path: string, file: FoundFile): void {
  if ((file.mode & 0o077) === 0) return;
  context.note("warning", `${path} can be read by others (mode 0${file.mode.toString(8)}); chmod 600 ${path}`);
}

async function refuseForeignKey(
  context: StepContext,
  keyPath: string,
  certificatePath: string,
  key: FoundFile,
): Promise<void> {
  if (standing(await context.fact(ledger), keyPath, key) === "ours") return;
  throw new KubewrightError("KEY_WITHOUT_CERTIFICATE", {
    what: `${keyPath} is there without its certificate ${certificatePath}`,
    why: "the key was not made by this tool, and it is not used without knowing what it belongs to",
    next: `Put ${certificatePath} beside it. Only where nothing lives on this key: move ${keyPath} away to have both made anew`,
  });
}

function keyMissing(certificatePath: string, keyPath: string): KubewrightError {
  return new KubewrightError("CERTIFICATE_KEY_MISSING", {
    what: `${certificatePath} is there without its key ${keyPath}`,
    next: `Put ${keyPath} there, or move ${certificatePath} away to have both made anew`,
  });
}

function invalid(spec: CertificateSpec, place: string, keyPlace: string, reasons: readonly string[]): KubewrightError {
  const both = `${place} and ${keyPlace}`;
  return new KubewrightError("CERTIFICATE_INVALID", {
    what: `${place}, the ${spec.title}, cannot be used`,
    why: reasons.join("; "),
    next:
      spec.signer === null
        ? `Put the right authority there; to found a new cluster on this machine, clean it with \`kubewright reset\``
        : `Move ${both} away to have them made anew`,
  });
}
