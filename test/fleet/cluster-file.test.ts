import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeSsh } from "../../src/config/cluster-intent.ts";
import { loadClusterFile } from "../../src/fleet/cluster-file.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kubewright-fleet-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const text = (ssh: string) => `apiVersion: kubewright.dev/v1alpha1
kind: Cluster
metadata: {name: t}
spec:
  ssh: {${ssh}}
  nodes: [{name: cp1, role: control-plane, address: 10.0.0.1}]
`;

async function sshOf(settings: string, path = join(directory, "cluster.yaml")): Promise<NodeSsh | undefined> {
  if (path !== "-") await writeFile(path, text(settings));
  const { intent } = await loadClusterFile(path, false, { readInput: async () => text(settings) });
  return intent.nodes[0]?.ssh;
}

describe("paths of a cluster file", () => {
  it("begin beside it when they are relative", async () => {
    expect(await sshOf("configFile: ssh-config, identityFile: keys/id")).toMatchObject({
      configFile: join(directory, "ssh-config"),
      identityFile: join(directory, "keys", "id"),
    });
  });

  it.each(["/etc/key", "~/.ssh/key", "%d/key", "none"])("stay as ssh understands them: %s", async (path) => {
    expect(await sshOf(`identityFile: "${path}"`)).toMatchObject({ identityFile: path });
  });

  it("begin in the working directory when the file comes on standard input", async () => {
    expect(await sshOf("configFile: ssh-config", "-")).toMatchObject({ configFile: "ssh-config" });
  });
});

it.each(["0", "99999"])("port %s of an SSH server is refused with its place", async (port) => {
  await expect(sshOf(`port: ${port}`)).rejects.toMatchObject({
    message: expect.stringContaining(`cluster.yaml:5:15: spec.ssh.port: ${port} is not a port`),
  });
});

it("a file that is not there is named", async () => {
  const path = join(directory, "nothing.yaml");
  const nobody = { readInput: () => Promise.reject(new Error("unread")) };
  await expect(loadClusterFile(path, false, nobody)).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
    message: expect.stringContaining(`There is no file ${path}.`),
  });
});
