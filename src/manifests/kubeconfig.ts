import { reveal, Secret } from "../secret.ts";
import { printYaml } from "../yaml.ts";

/** How a user of a kubeconfig proves who it is. */
export type Credentials =
  /** PEM texts, embedded. */
  | { readonly certificate: string; readonly key: Secret }
  /** Paths. */
  | { readonly certificateFile: string; readonly keyFile: string }
  | { readonly token: Secret }
  | { readonly tokenFile: string }
  /** A command that answers with credentials (client.authentication.k8s.io/v1). */
  | { readonly exec: { readonly command: string; readonly args: readonly string[] } };

/** A kubeconfig with one cluster, one user and one context. */
export interface KubeconfigParts {
  /** The cluster's name in the file. */
  readonly clusterName: string;
  /** "https://10.0.0.11:6443" */
  readonly server: string;
  /** PEM; absent where the system's authorities are trusted. */
  readonly caCertificate?: string;
  readonly user: string;
  readonly credentials: Credentials;
  /** "<user>@<clusterName>" when left out. */
  readonly contextName?: string;
  /** The namespace of the context; absent: none is named. */
  readonly namespace?: string;
}

/** The file's text in kubeadm's form. It is a Secret, whatever the credentials are. */
export function kubeconfig(parts: KubeconfigParts): Secret {
  const context = parts.contextName ?? `${parts.user}@${parts.clusterName}`;
  const ca = parts.caCertificate;
  return new Secret(
    printYaml({
      apiVersion: "v1",
      clusters: [
        {
          cluster: { ...(ca === undefined ? {} : { "certificate-authority-data": base64(ca) }), server: parts.server },
          name: parts.clusterName,
        },
      ],
      contexts: [
        {
          context: {
            cluster: parts.clusterName,
            ...(parts.namespace === undefined ? {} : { namespace: parts.namespace }),
            user: parts.user,
          },
          name: context,
        },
      ],
      "current-context": context,
      kind: "Config",
      users: [{ name: parts.user, user: userFields(parts.credentials) }],
    }),
  );
}

function userFields(credentials: Credentials): object {
  if ("certificate" in credentials) {
    return {
      "client-certificate-data": base64(credentials.certificate),
      "client-key-data": base64(reveal(credentials.key)),
    };
  }
  if ("certificateFile" in credentials) {
    return { "client-certificate": credentials.certificateFile, "client-key": credentials.keyFile };
  }
  if ("token" in credentials) return { token: reveal(credentials.token) };
  if ("tokenFile" in credentials) return { tokenFile: credentials.tokenFile };
  const { command, args } = credentials.exec;
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      args: [...args],
      command,
      env: null,
      interactiveMode: "IfAvailable",
      provideClusterInfo: false,
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
