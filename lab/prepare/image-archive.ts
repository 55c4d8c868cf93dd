import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { removeTree } from "../remove-tree.ts";
import { must } from "../run.ts";

/** One layer of an image: a tar file and its SHA-256. */
export interface Layer {
  readonly file: string;
  readonly digest: string;
}

export interface Image {
  /** As a Pod names it. */
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly entrypoint?: readonly string[];
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Packs a directory as a layer. The same files give the same bytes. */
export async function packLayer(directory: string, file: string): Promise<Layer> {
  await must(["tar", "--sort=name", "--mtime=@0", "--numeric-owner", "-C", directory, "-cf", file, "."]);
  return { file, digest: await sha256(file) };
}

/** A layer of programs: file in the image → file on this machine. Directories are 0755, /tmp is 1777. */
export async function packPrograms(files: Readonly<Record<string, string>>, workspace: string): Promise<Layer> {
  const root = `${workspace}.root`;
  await mkdir(join(root, "tmp"), { recursive: true });
  await must(["chmod", "1777", join(root, "tmp")]);
  for (const [path, source] of Object.entries(files)) {
    await must(["install", "-D", "--mode=755", source, join(root, path)]);
  }
  await must(["chmod", "755", root]);
  const layer = await packLayer(root, `${workspace}.layer`);
  await removeTree(root);
  return layer;
}

/** Writes an image as a docker archive, the form that `ctr images import` reads. */
export async function writeImageArchive(image: Image, file: string): Promise<void> {
  const root = `${file}.parts`;
  await mkdir(root, { recursive: true });
  const config = JSON.stringify({
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: { Env: [`PATH=${PATH}`], ...(image.entrypoint && { Entrypoint: image.entrypoint }) },
    rootfs: { type: "layers", diff_ids: image.layers.map((layer) => `sha256:${layer.digest}`) },
  });
  const configName = `${createHash("sha256").update(config).digest("hex")}.json`;
  const layerNames = image.layers.map((layer) => `${layer.digest}.tar`);
  await writeFile(join(root, configName), config);
  for (const layer of image.layers) await linkOrCopy(layer.file, join(root, `${layer.digest}.tar`));
  const manifest = [{ Config: configName, RepoTags: [image.name], Layers: layerNames }];
  await writeFile(join(root, "manifest.json"), JSON.stringify(manifest));
  await must(["tar", "-C", root, "-cf", `${file}.new`, "manifest.json", configName, ...layerNames]);
  await removeTree(root);
  await rename(`${file}.new`, file);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
