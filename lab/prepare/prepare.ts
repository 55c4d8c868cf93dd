import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { cacheDirectory } from "../paths.ts";
import { installMissing, requireMachine, requireSpace } from "../requirements.ts";
import { type Artifact, artifactPath, ensureArtifact, type Log } from "./artifact.ts";
import { hostTree, imageTree } from "./debian-tree.ts";
import { GO_COMPONENTS, goArtifact, goVersion } from "./go-components.ts";
import { hostLayer } from "./host-layer.ts";
import { imageStore } from "./image-store.ts";
import { imageArchives } from "./images.ts";
import { pruneCache } from "./prune-cache.ts";

/** Paths in the cache of what hosts are made from. */
export interface Prepared {
  /** Layers of a host's root file system, the topmost first. */
  readonly rootLayers: readonly string[];
  /** A filled /var/lib/containerd. */
  readonly imageStore: string;
  /** Docker archives of all images. */
  readonly images: string;
  /** Directory with kubeadm, kubectl and the other programs of Kubernetes. */
  readonly kubernetes: string;
}

type ComponentName = keyof typeof GO_COMPONENTS;

/** Builds whatever is missing; with everything in the cache it takes a moment. */
export async function prepare(log: Log): Promise<Prepared> {
  requireMachine();
  await installMissing(log);
  await mkdir(cacheDirectory(), { recursive: true });
  const [programs, debianHost, debianImage] = await Promise.all([
    compileAll(log),
    ensure(await hostTree(), log),
    ensure(await imageTree(), log),
  ]);
  const [layer, images] = await Promise.all([
    ensure(await hostLayer(programs), log),
    ensure(await imageArchives({ ...programs, debian: debianImage }), log),
  ]);
  const store = await ensure(await imageStore(images, programs.containerd), log);
  await pruneCache(log);
  return { rootLayers: [layer, debianHost], imageStore: store, images, kubernetes: programs.kubernetes };
}

/** One after another: each build uses all processors by itself. */
async function compileAll(log: Log): Promise<Record<ComponentName, string>> {
  const compiler = await goVersion();
  const paths: [string, string][] = [];
  for (const [name, component] of Object.entries(GO_COMPONENTS)) {
    paths.push([name, await ensure(await goArtifact(component, compiler), log)]);
  }
  return Object.fromEntries(paths) as Record<ComponentName, string>;
}

async function ensure(artifact: Artifact, log: Log): Promise<string> {
  const path = artifactPath(artifact);
  if (!existsSync(path)) await requireSpace(cacheDirectory());
  return ensureArtifact(artifact, log);
}
