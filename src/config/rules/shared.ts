import { parseAddress } from "../../ip/address.ts";
import type { Path } from "../../yaml.ts";
import { isDnsSubdomain, isWildcardSubdomain } from "../dns-name.ts";
import { type Finding, invalid, shown } from "../problem.ts";
import { urlScheme } from "../url.ts";
import type { Argument } from "../v1beta4.ts";

/** A path that begins with "/". */
export function absolutePath(path: Path, value: string): Finding[] {
  return value.startsWith("/") ? [] : [invalid(path, `${shown(value)} is not an absolute path`, "Begin it with /.")];
}

/** Flags must have names. */
export function argumentNames(path: Path, values: readonly Argument[]): Finding[] {
  return values.flatMap(({ name }, index) =>
    name === "" ? [invalid([...path, index], "the flag has no name", "Add name, without dashes.")] : [],
  );
}

/** Names and addresses in certificates. */
export function certificateNames(path: Path, values: readonly string[]): Finding[] {
  return values.flatMap((value, index) =>
    isDnsSubdomain(value) || isWildcardSubdomain(value) || parseAddress(value) !== null
      ? []
      : [
          invalid(
            [...path, index],
            `${shown(value)} is neither a DNS name nor an IP address`,
            "Write a name such as api.example.com or *.example.com, or an address such as 10.0.0.10.",
          ),
        ],
  );
}

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const domainPart = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const host = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const repository = new RegExp(`^(?:${host}/)?${component}(?:/${component})*$`);

/** A registry and a path in it; "" is not accepted. */
export function imageRepository(path: Path, value: string): Finding[] {
  return repository.test(`${value}/name`)
    ? []
    : [
        invalid(
          path,
          `${shown(value)} is not an image repository`,
          "Write it without scheme and tag: registry.example.com:5000/kubernetes.",
        ),
      ];
}

/** An optional repository: "" means that of the cluster. */
export function optionalImageRepository(path: Path, value: string): Finding[] {
  return value === "" ? [] : imageRepository(path, value);
}

/** A unix socket with its scheme. */
export function criSocket(path: Path, value: string): Finding[] {
  const scheme = urlScheme(value);
  if (scheme === "unix") return [];
  const what = scheme === null ? `${shown(value)} is not a URL` : `${shown(value)} is not a unix socket`;
  return [invalid(path, what, "Write it as unix:///var/run/containerd/containerd.sock.")];
}

/** Always, IfNotPresent or Never; "" is the default. */
export function imagePullPolicy(path: Path, value: string): Finding[] {
  return ["Always", "IfNotPresent", "Never"].includes(value)
    ? []
    : [invalid(path, `${shown(value)} is not a pull policy`, "Write Always, IfNotPresent or Never.")];
}

/** 64 hexadecimal digits or "". The key is not repeated. */
export function certificateKey(path: Path, value: string): Finding[] {
  return value === "" || /^[0-9a-fA-F]{64}$/.test(value)
    ? []
    : [
        invalid(
          path,
          "the certificate key is not 64 hexadecimal digits",
          "Make one with kubewright certs certificate-key, or leave it out.",
        ),
      ];
}
