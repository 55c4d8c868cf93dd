import { join } from "node:path";
import { loadNamedConfig, loadSshConfig } from "./config-files.ts";
import type { ConfigNode } from "./config-nodes.ts";

/** What is known of all machines, and the name of the file that says it; "" for the user's and the system's. */
export interface Configuration {
  readonly nodes: readonly ConfigNode[];
  readonly file: string;
}

/** The ssh configurations of one run, each read once. */
export class Configurations {
  readonly #home: string;
  readonly #known = new Map<string, Promise<readonly ConfigNode[]>>();

  /** @param home directory that holds .ssh */
  constructor(home: string) {
    this.#home = home;
  }

  /** That of a file, which stands for all others; without one the user's own, then the system's. Error HOST_SSH_CONFIG_INVALID. */
  async of(file = ""): Promise<Configuration> {
    const nodes = this.#known.get(file) ?? this.#load(file);
    this.#known.set(file, nodes);
    return { nodes: await nodes, file };
  }

  async #load(file: string): Promise<readonly ConfigNode[]> {
    const own = join(this.#home, ".ssh");
    if (file !== "") return loadNamedConfig(file, own, this.#home);
    const [user, system] = await Promise.all([
      loadSshConfig(join(own, "config"), own, this.#home),
      loadSshConfig("/etc/ssh/ssh_config", "/etc/ssh", this.#home),
    ]);
    return [...user, ...system];
  }
}
