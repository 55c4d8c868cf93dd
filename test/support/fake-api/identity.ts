import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { secretData } from "../../../src/kube/secret-data.ts";
import type { FakeObjects } from "./objects.ts";
import { FakeRefusal } from "./refusal.ts";
import type { Route } from "./route.ts";

/** Who asks. */
export interface FakeUser {
  readonly name: string;
  readonly groups: readonly string[];
}

interface Subject {
  readonly CN?: string;
  readonly O?: string | string[];
}

/** A connection's client does not change; to ask for its certificate takes long. */
const subjects = new WeakMap<TLSSocket, Subject>();

const anonymous: FakeUser = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** The user of a request: by client certificate, by bootstrap token, or nobody. A token that is unknown, expired or not for authentication is 401. */
export function userOf(request: IncomingMessage, objects: FakeObjects): FakeUser {
  const { authorization } = request.headers;
  if (authorization?.startsWith("Bearer ") === true) return tokenUser(authorization.slice(7), objects);
  const { socket } = request;
  // A client that has gone while it was kept waiting has no certificate any more.
  if (!(socket instanceof TLSSocket) || socket.destroyed) return anonymous;
  const subject = subjects.get(socket) ?? (socket.getPeerCertificate().subject as Subject | undefined);
  if (subject !== undefined) subjects.set(socket, subject);
  if (subject?.CN === undefined) return anonymous;
  if (!socket.authorized) throw new FakeRefusal(401, "Unauthorized", "Unauthorized");
  return { name: subject.CN, groups: [...[subject.O ?? []].flat(), "system:authenticated"] };
}

function tokenUser(token: string, objects: FakeObjects): FakeUser {
  const [id = "", secret = ""] = token.split(".");
  const stored = objects.get({
    apiVersion: "v1",
    kind: "Secret",
    namespace: "kube-system",
    name: `bootstrap-token-${id}`,
  });
  const data = stored === null ? new Map<string, Buffer>() : secretData(stored);
  const text = (name: string) => data.get(name)?.toString("utf8") ?? "";
  const expires = text("expiration");
  const alive = expires === "" || Date.parse(expires) > objects.now().getTime();
  if (text("token-secret") !== secret || secret === "" || !alive || text("usage-bootstrap-authentication") !== "true") {
    throw new FakeRefusal(401, "Unauthorized", "Unauthorized");
  }
  const extra = text("auth-extra-groups")
    .split(",")
    .filter((group) => group !== "");
  return { name: `system:bootstrap:${id}`, groups: ["system:bootstrappers", ...extra, "system:authenticated"] };
}

/** May this user do that? The few rules a bootstrap needs: administrators all, nobody cluster-info, bootstrap tokens what kubeadm lets them. */
export function mayDo(user: FakeUser, method: string, route: Route, objects: FakeObjects): boolean {
  if (user.groups.includes("system:masters") || user.groups.includes("system:nodes")) return true;
  if (user.groups.includes("kubeadm:cluster-admins")) {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      name: "kubeadm:cluster-admins",
    };
    return objects.get(binding) !== null;
  }
  if (user.name.startsWith("system:kube-")) return true;
  const what = `${method} ${route.kind} ${route.namespace ?? ""}/${route.name ?? ""}`;
  if (user.name === "system:anonymous") return what === "GET ConfigMap kube-public/cluster-info";
  if (!user.groups.includes("system:bootstrappers:kubeadm:default-node-token")) return false;
  const allowed =
    /^GET ConfigMap (kube-public\/cluster-info|kube-system\/(kubeadm-config|kubelet-config|kube-proxy))$|^GET Secret kube-system\/kubeadm-certs$|^GET Node |^(GET|POST) CertificateSigningRequest /;
  return allowed.test(what);
}
