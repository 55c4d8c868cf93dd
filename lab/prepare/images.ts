import { cp, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { labSource } from "../paths.ts";
import { removeTree } from "../remove-tree.ts";
import { must } from "../run.ts";
import * as versions from "../versions.ts";
import { type Artifact, contentOf, recipeOf } from "./artifact.ts";
import { type Image, type Layer, packLayer, packPrograms, writeImageArchive } from "./image-archive.ts";

/** Directories that the images are made from. */
export interface ImageSources {
  readonly kubernetes: string;
  readonly etcd: string;
  readonly coredns: string;
  readonly flannel: string;
  readonly flannelCni: string;
  readonly debian: string;
}

/** Every image of the lab as a docker archive `NAME.tar`. */
export async function imageArchives(sources: ImageSources): Promise<Artifact> {
  const { kubernetes, etcd, coredns, flannel, flannelCni, debian } = sources;
  const used = [kubernetes, etcd, coredns, flannel, flannelCni, debian];
  const inputs = [...used.map((path) => basename(path)), await recipeOf("../versions.ts")];
  return {
    name: "images",
    inputs: [...inputs, await contentOf(labSource("pause")), await recipeOf("images.ts", "image-archive.ts")],
    build: (directory) => buildImages(sources, directory),
  };
}

async function buildImages(sources: ImageSources, directory: string): Promise<void> {
  const work = join(directory, "work");
  await mkdir(work);
  const images = await planImages(sources, work);
  await Promise.all(images.map((image) => writeImageArchive(image, join(directory, `${fileName(image.name)}.tar`))));
  await removeTree(work);
}

async function planImages(sources: ImageSources, work: string): Promise<readonly Image[]> {
  const pause = join(work, "pause");
  await must(["gcc", "-Os", "-static", "-s", "-o", pause, labSource("pause", "pause.c")]);
  const debian = await packLayer(sources.debian, join(work, "debian.layer"));
  const program = (name: string, from: string, others: readonly string[] = []) =>
    packPrograms(inUsrLocalBin(from, [name, ...others]), join(work, name));
  const plain = async (image: string, name: string, from: string, others?: readonly string[]): Promise<Image> => ({
    name: image,
    layers: [await program(name, from, others)],
    entrypoint: [`/usr/local/bin/${name}`],
  });
  const kubernetes = (name: string) => `registry.k8s.io/${name}:${versions.KUBERNETES_VERSION}`;
  return Promise.all([
    ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((name) =>
      plain(kubernetes(name), name, sources.kubernetes),
    ),
    plain(versions.ETCD_IMAGE, "etcd", sources.etcd, ["etcdctl", "etcdutl"]),
    plain(versions.COREDNS_IMAGE, "coredns", sources.coredns),
    plain(versions.PAUSE_IMAGE, "pause", work),
    over(debian, kubernetes("kube-proxy"), await program("kube-proxy", sources.kubernetes)),
    over(debian, versions.FLANNEL_IMAGE, await flannelLayer(sources, work), ["/opt/bin/flanneld"]),
    testImage(sources, work),
  ]);
}

function over(below: Layer, name: string, layer: Layer, entrypoint?: readonly string[]): Image {
  return { name, layers: [below, layer], ...(entrypoint && { entrypoint }) };
}

function flannelLayer(sources: ImageSources, work: string): Promise<Layer> {
  const files = { "opt/bin/flanneld": join(sources.flannel, "flanneld"), flannel: join(sources.flannelCni, "flannel") };
  return packPrograms(files, join(work, "flannel"));
}

/** Busybox with a name for each of its commands. */
async function testImage(sources: ImageSources, work: string): Promise<Image> {
  const root = join(work, "busybox.root");
  await mkdir(join(root, "bin"), { recursive: true });
  for (const path of ["etc", "tmp", "var/run", "root"]) await mkdir(join(root, path), { recursive: true });
  const busybox = join(root, "bin/busybox");
  await cp(join(sources.debian, "bin/busybox"), busybox);
  const commands = (await must([busybox, "--list"])).split("\n").filter((name) => name !== "" && name !== "busybox");
  await must(["chmod", "-R", "755", root]);
  await must(["chmod", "1777", join(root, "tmp")]);
  for (const name of commands) await must(["ln", "-s", "busybox", join(root, "bin", name)]);
  return {
    name: versions.TEST_IMAGE,
    layers: [await packLayer(root, join(work, "busybox.layer"))],
    entrypoint: ["/bin/sh"],
  };
}

function inUsrLocalBin(from: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`usr/local/bin/${name}`, join(from, name)]));
}

function fileName(image: string): string {
  return image.replace(/[/:]/g, "_");
}
