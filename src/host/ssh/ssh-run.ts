import { homedir, userInfo } from "node:os";
import type { Duplex } from "node:stream";
import { Slots } from "../../slots.ts";
import { Answers, type Ask } from "./answers.ts";
import { type Configuration, Configurations } from "./configurations.ts";
import type { Connection } from "./connection.ts";
import { forwardTcp } from "./forward.ts";
import { type Hop, type HopQuery, type LocalUser, resolveHop } from "./hop.ts";
import { hostError } from "./host-error.ts";
import { hostKeyCheck } from "./host-key-check.ts";
import { IdentityFiles } from "./identity-files.ts";
import { parseJump } from "./jump.ts";
import { keyRing } from "./key-ring.ts";
import { KnownHostsFiles } from "./known-hosts-files.ts";
import { login } from "./login.ts";
import { SharedConnections } from "./shared-connections.ts";
import { connectTcp } from "./tcp.ts";

/** What holds for all machines of one run. */
export interface SshRunOptions {
  /** Directory that holds .ssh; the user's own when left out. */
  readonly home?: string;
  /** Name of the local user, the login where nothing names another. */
  readonly user?: string;
  /** Socket of the ssh-agent instead of $SSH_AUTH_SOCK; "" for none. */
  readonly agentSocket?: string;
  /** A configuration that stands for ~/.ssh/config and the system's. */
  readonly configFile?: string;
  /** Adds unknown host keys to known_hosts. A changed key is refused all the same. */
  readonly acceptNewHostKeys?: boolean;
  /** Asks the user; left out where nobody can be asked. */
  readonly ask?: Ask;
  /** A file whose first line is the password for sudo. */
  readonly sudoPasswordFile?: string;
  /** Connections that are opened side by side; 32 when left out. */
  readonly connectAtOnce?: number;
}

/** More than this many machines on one way are taken for a circle. */
const longestWay = 8;

/** A connection, and how to say that it is no longer needed. */
export interface Way {
  readonly connection: Connection;
  readonly hop: Hop;
  leave(): Promise<void>;
}

/** What the machines of one run share: the configuration, keys opened once, answers given once, connections to bastions. */
export class SshRun {
  readonly answers: Answers;
  readonly #options: SshRunOptions;
  readonly #local: LocalUser;
  readonly #identities: IdentityFiles;
  readonly #knownHosts = new KnownHostsFiles();
  readonly #configurations: Configurations;
  readonly #bastions = new SharedConnections();
  readonly #opening: Slots;

  constructor(options: SshRunOptions) {
    this.#options = options;
    const environment =
      options.agentSocket === undefined ? process.env : { ...process.env, SSH_AUTH_SOCK: options.agentSocket };
    this.#local = { home: options.home ?? homedir(), name: options.user ?? userInfo().username, environment };
    this.#configurations = new Configurations(this.#local.home);
    this.answers = new Answers(options.ask, options.sudoPasswordFile);
    this.#identities = new IdentityFiles(this.answers);
    this.#opening = new Slots(options.connectAtOnce ?? 32);
  }

  /** Reaches a machine over all that lies between and logs in. Errors HOST_UNREACHABLE, HOST_KEY_*, HOST_AUTHENTICATION_FAILED, HOST_SSH_*. */
  async reach(query: HopQuery, configFile: string | undefined): Promise<Way> {
    return this.#reach(query, await this.#configurations.of(configFile ?? this.#options.configFile), []);
  }

  /** Ends what is left of connections to bastions. */
  close(): Promise<void> {
    return this.#bastions.close();
  }

  async #reach(query: HopQuery, config: Configuration, passed: readonly string[]): Promise<Way> {
    const hop = resolveHop(config.nodes, query, this.#local);
    if (hop.proxyCommand !== null) throw proxyCommandUnsupported(hop);
    if (passed.length >= longestWay) throw circle([...passed, hop.alias]);
    const last = hop.jumps.at(-1);
    if (last === undefined) {
      const connection = await this.#opening.with(async () => {
        return this.#login(hop, await connectTcp(hop.hostName, hop.port, hop.connectTimeoutMs));
      });
      return { connection, hop, leave: () => connection.close() };
    }
    const before = hop.jumps.slice(0, -1).join(",");
    // The machines named before one lead to it; without any, its own configuration says how it is reached.
    const jump: HopQuery = { ...parseJump(last), ...(before === "" ? {} : { proxyJump: before }) };
    return this.#over(jump, hop, config, [...passed, hop.alias]);
  }

  async #over(jump: HopQuery, hop: Hop, config: Configuration, passed: readonly string[]): Promise<Way> {
    // One name may mean two machines in two configurations.
    const key = JSON.stringify([config.file, jump.user, jump.alias, jump.port, jump.proxyJump]);
    const bastion = await this.#bastions.share(key, () => this.#reach(jump, config, passed));
    try {
      const connection = await this.#opening.with(async () => {
        return this.#login(hop, await forwardTcp(bastion.connection, hop.hostName, hop.port, hop.connectTimeoutMs));
      });
      return {
        connection,
        hop,
        leave: async () => {
          await connection.close();
          await bastion.leave();
        },
      };
    } catch (error) {
      await bastion.leave();
      throw error;
    }
  }

  async #login(hop: Hop, socket: Duplex): Promise<Connection> {
    try {
      const accepts = this.#options.acceptNewHostKeys ?? false;
      const hostKey = await hostKeyCheck(hop, this.#knownHosts, accepts);
      const ring = await keyRing(hop, this.#identities);
      return await login({ hop, socket, hostKey, ring, answers: this.answers });
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
}

function proxyCommandUnsupported(hop: Hop): Error {
  return hostError("HOST_SSH_UNSUPPORTED", {
    what: `The ssh configuration reaches ${hop.alias} by a ProxyCommand, which is not supported.`,
    why: `ProxyCommand ${hop.proxyCommand}`,
    next: `Write it as ProxyJump in ~/.ssh/config, or name the bastion in the host's ssh.proxyJump.`,
  });
}

function circle(aliases: readonly string[]): Error {
  return hostError("HOST_SSH_CONFIG_INVALID", {
    what: `The way to ${aliases[0]} leads over more than ${longestWay} machines: ${aliases.join(", ")}`,
    next: "Take the ProxyJump that leads in a circle out of the ssh configuration.",
  });
}
