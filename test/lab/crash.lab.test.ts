import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { apiServerReady } from "../../lab/cluster/waits.ts";
import { endEarly } from "./support/end-early.ts";
import { killMoments } from "./support/kill-moments.ts";
import { freshHosts, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("crash");
const init = "init --config /root/kubeadm.yaml";
/** Lines that `init` prints without a terminal, the last words not counted: two warnings and a line for each phase. */
const lastLine = 34;
const { KUBEWRIGHT_SOAK: soak, KUBEWRIGHT_SEED: seed = "3" } = process.env;
const moments = killMoments(soak === "1" ? 20 : 4, { seed: Number(seed), lastLine });
/** So many hosts at a time. */
const width = 4;
const rounds = Array.from({ length: Math.ceil(moments.length / width) }, (_, round) =>
  moments.slice(round * width, (round + 1) * width).map((moment, index) => ({ ...moment, name: `c${index + 1}` })),
);

afterAll(() => lab.down());

describe.each(rounds.map((round, index) => ({ index: index + 1, round })))(
  `init, round $index (KUBEWRIGHT_SEED=${seed})`,
  ({ round }) => {
    beforeAll(async () => {
      await freshHosts(
        lab,
        round.map(({ name }) => name),
      );
    });

    it.concurrent.each(round)(
      "ended by $how $laterMs ms after line $lines is finished by the next",
      async ({ name, ...moment }) => {
        await endEarly(lab, name, ["kubewright", ...init.split(" ")], moment);
        const host = lab.host(name);
        const authority = await host.exec(["cat", "/etc/kubernetes/pki/ca.crt"]);

        const again = await kubewright(host, init);
        expect(again.code, outputOf(again)).toBe(0);
        await apiServerReady(host);

        const ca = await host.read("/etc/kubernetes/pki/ca.crt");
        if (authority.code === 0) expect(ca).toBe(authority.stdout);
        expect(await authorityOfAdmin(name)).toBe(ca);
        expect(await etcdNames(host)).toEqual([name]);
        expect(await kubectl(host, ["get", "nodes", "-o", "name"])).toBe(`node/${name}\n`);
        expect((await host.must("kubeadm token list")).trim().split("\n")).toHaveLength(2);

        const third = await kubewright(host, init);
        expect(third.code, outputOf(third)).toBe(0);
        expect(third.stdout).toContain("Nothing to change");
      },
      900_000,
    );
  },
);

/** The authority that admin.conf trusts, as PEM. */
async function authorityOfAdmin(name: string): Promise<string> {
  const flags = ["config", "view", "--raw", "-o", "jsonpath={.clusters[0].cluster.certificate-authority-data}"];
  return Buffer.from(await kubectl(lab.host(name), flags), "base64").toString();
}
