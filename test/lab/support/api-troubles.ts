import type { LabHost } from "../../../lab/host/lab-host.ts";
import { until } from "../../../lab/wait.ts";

const serving = "/etc/kubernetes/pki/apiserver";

/** The host's API server shows a certificate of the cluster's CA that is valid from tomorrow on: what a clock that ran ahead leaves behind. */
export async function showCertificateOfTomorrow(host: LabHost): Promise<void> {
  await host.must(`set -e
cd $(mktemp -d)
touch index
names=$(openssl x509 -in ${serving}.crt -noout -ext subjectAltName | sed -n '2s/ *//; 2s/IP Address:/IP:/gp')
cat >config <<EOF
[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[server]
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = $names
EOF
moment() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
openssl req -new -key ${serving}.key -subj /CN=kube-apiserver -out request
openssl ca -batch -notext -config config -extensions server -in request -out new \\
  -cert /etc/kubernetes/pki/ca.crt -keyfile /etc/kubernetes/pki/ca.key -startdate $(moment +1day) -enddate $(moment +1year) 2>log || { cat log >&2; exit 1; }
cat new >${serving}.crt`);
  const shown = "openssl s_client -connect localhost:6443 </dev/null 2>/dev/null | openssl x509";
  const isShown = async () => (await host.exec(`${shown} | cmp -s - ${serving}.crt`)).code === 0;
  await until("the API server shows the certificate of tomorrow", isShown, { everyMs: 100 });
}

/** What the error of such a certificate says is to be done. */
export async function moveServingPairAway(host: LabHost): Promise<void> {
  await host.must(`mkdir -p /root/away && mv ${serving}.crt ${serving}.key /root/away`);
}

const asRoot = ["kubectl", "--kubeconfig=/etc/kubernetes/super-admin.conf"];
const roles = ["apiservice", "v1.rbac.authorization.k8s.io"];

/** The API servers leave everything about roles to a Service that is not there, and answer 503 to who asks, until `serveRoles`. */
export async function refuseRoles(first: LabHost): Promise<void> {
  await setService(first, { service: { namespace: "kube-system", name: "nowhere" }, insecureSkipTLSVerify: true });
  const asked = [...asRoot, "get", "clusterrole", "kubeadm:get-nodes"];
  const isRefused = async () => (await first.exec(asked)).stderr.includes("ServiceUnavailable");
  await until("who asks for a role is answered 503", isRefused, { everyMs: 100 });
}

export async function serveRoles(first: LabHost): Promise<void> {
  await setService(first, { service: null, insecureSkipTLSVerify: null });
}

async function setService(first: LabHost, spec: object): Promise<void> {
  await first.must([...asRoot, "patch", ...roles, "--type=merge", "-p", JSON.stringify({ spec })]);
}

/** How often these hosts' API servers have answered 503 to who asked for a single binding of a role; what watches roles lists them. */
export async function bindingsRefused(first: LabHost, hosts: readonly LabHost[]): Promise<number> {
  const texts = await Promise.all(
    hosts.map(({ address }) => first.must([...asRoot, `--server=https://${address}:6443`, "get", "--raw", "/metrics"])),
  );
  const counts = texts.flatMap((text) => [
    ...text.matchAll(
      /^apiserver_request_terminations_total\{code="503",.*resource="clusterrolebindings",.*verb="GET",.*\} (\d+)$/gm,
    ),
  ]);
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
