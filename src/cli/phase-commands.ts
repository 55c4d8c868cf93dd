import type { ExitCode } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Call, CommandSpec } from "./command-spec.ts";
import { flags } from "./flags/shelf.ts";

/** One row of a phase table: its id, a summary, its own flags, and other names it answers to. */
export interface PhaseRow {
  readonly id: string;
  readonly summary: string;
  readonly flags: readonly string[];
  readonly aliases?: readonly string[];
  /** True where the parent has a command `all` that runs every child; its flags are this row's. */
  readonly hasAll?: boolean;
}

type RunPhase = (id: string) => (call: Call, io: Io) => Promise<ExitCode>;

/** Makes `<command> phase …` of a table of phases; ids with a slash become children. */
export function phaseCommand(
  command: string,
  rows: readonly PhaseRow[],
  argument: string | undefined,
  run: RunPhase,
): CommandSpec {
  const words = (id: string) => `kubewright ${command} phase ${id.replace("/", " ")}`;
  const leaf = (row: PhaseRow, name: string): CommandSpec => ({
    name,
    summary: row.summary,
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    ...(argument === undefined ? {} : { arguments: argument }),
    flags: flags(...row.flags, "output"),
    examples: [
      {
        what: "Do this and nothing else, with what the file says",
        type: `${words(row.id)} --config kubeadm.yaml`.replace(
          row.flags.includes("config") ? "" : " --config kubeadm.yaml",
          "",
        ),
      },
      { what: "The same, with each change named", type: `${words(row.id)} -v=2` },
    ],
    run: run(row.id),
  });
  const childrenOf = (parent: string) => rows.filter((row) => row.id.startsWith(`${parent}/`));
  const branch = (row: PhaseRow): CommandSpec => {
    const children = childrenOf(row.id);
    if (children.length === 0) return leaf(row, row.id);
    const all = row.hasAll === true ? [{ ...leaf(row, "all"), summary: `${row.summary}, all of it` }] : [];
    const first = row.hasAll === true ? "all" : (children[0]?.id.split("/")[1] ?? "");
    return {
      name: row.id,
      summary: row.summary,
      ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
      flags: flags(),
      examples: [
        { what: "Run a part", type: `${words(row.id)} ${first} --config kubeadm.yaml` },
        { what: "See what a part takes", type: `${words(row.id)} ${first} --help` },
      ],
      commands: [...all, ...children.map((child) => leaf(child, child.id.split("/")[1] ?? child.id))],
    };
  };
  const top = rows.filter((row) => !row.id.includes("/"));
  return {
    name: "phase",
    summary: `Run one phase of ${command}`,
    flags: flags(),
    examples: [
      { what: "Run one phase", type: `${words(top[0]?.id ?? "")}` },
      { what: "See what a phase takes", type: `${words(top[1]?.id ?? "")} --help` },
    ],
    commands: top.map(branch),
  };
}
