import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { must, startCommand } from "../run.ts";
import { until } from "../wait.ts";
import { type Artifact, recipeOf } from "./artifact.ts";

/** containerd's /var/lib/containerd with every image imported and unpacked, for hosts to take by hard links. */
export async function imageStore(images: string, containerd: string): Promise<Artifact> {
  return {
    name: "image-store",
    inputs: [basename(images), basename(containerd), await recipeOf("image-store.ts")],
    build: async (directory) => {
      const work = join(directory, "work");
      await mkdir(work);
      await withContainerd(containerd, work, (address) => importAll(images, containerd, address));
      const entries = await readdir(join(work, "root"));
      for (const name of entries) await rename(join(work, "root", name), join(directory, name));
      // The last is this containerd's own identity; each host's makes one for itself.
      const leftovers = [work, join(directory, "tmpmounts"), join(directory, "io.containerd.grpc.v1.introspection")];
      for (const name of leftovers) await rm(name, { recursive: true, force: true });
    },
  };
}

/** A containerd of its own for the time of `work`: private mounts, and it dies with this process. */
async function withContainerd(
  programs: string,
  directory: string,
  work: (address: string) => Promise<void>,
): Promise<void> {
  const address = join(directory, "containerd.sock");
  const config = join(directory, "config.toml");
  await writeFile(config, configuration(directory, address));
  const alone = ["unshare", "--mount", "--propagation", "private", "--pid", "--mount-proc", "--fork", "--kill-child"];
  const daemon = startCommand([...alone, join(programs, "containerd"), "--config", config]);
  let ended: string | undefined;
  const done = daemon.done.then((result) => {
    ended = result.stderr.slice(-2000);
  });
  try {
    await until("containerd answers", async () => {
      if (ended !== undefined) throw new Error(`it ended: ${ended}`);
      await must([join(programs, "ctr"), "--address", address, "version"]);
      return true;
    });
    await work(address);
  } finally {
    await endChild(daemon.pid);
    await done;
  }
}

async function importAll(images: string, programs: string, address: string): Promise<void> {
  const archives = (await readdir(images)).filter((name) => name.endsWith(".tar"));
  const ctr = [join(programs, "ctr"), "--address", address, "--namespace", "k8s.io"];
  for (const archive of archives) await must([...ctr, "images", "import", join(images, archive)]);
  const listed = (await must([...ctr, "images", "list", "--quiet"])).split("\n").filter((line) => line.includes(":"));
  if (new Set(listed).size < archives.length) throw new Error(`containerd lists only: ${listed.join(", ")}`);
}

/** Asks containerd, the child of `unshare`, to stop; its databases are whole then. */
async function endChild(parent: number | undefined): Promise<void> {
  if (parent === undefined) return;
  await must(["sh", "-c", `kill -TERM $(cat /proc/${parent}/task/${parent}/children) 2>/dev/null || true`]);
}

function configuration(directory: string, address: string): string {
  return `version = 3
root = '${join(directory, "root")}'
state = '${join(directory, "state")}'
disabled_plugins = ['io.containerd.cri.v1.images', 'io.containerd.cri.v1.runtime', 'io.containerd.grpc.v1.cri', 'io.containerd.nri.v1.nri']
[grpc]
  address = '${address}'
`;
}
