import type { ExitCode } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Call, CommandSpec } from "./command-spec.ts";
import { flags } from "./flags/shelf.ts";

/** One row of a phase table: its id, a summary, its own flags, and other names it answers to. */
export interface PhaseRow {
  /** kubeadm's name; a child's has its parent's before a slash: "certs/ca". */
  readonly id: string;
  readonly summary: string;
  readonly flags: readonly string[];
  readonly aliases?: readonly string[];
  /** True where the parent has a command `all` that runs every child; its flags are this row's. */
  readonly hasAll?: boolean;
}

/** A table of phases and how its rows are run. */
export interface PhaseTable {
  /** "init" */
  readonly command: string;
  readonly rows: readonly PhaseRow[];
  /** Positional arguments of every phase, as commander writes them. */
  readonly arguments?: string;
  readonly run: (id: string) => (call: Call, io: Io) => Promise<ExitCode>;
}

const aliasesOf = ({ aliases }: PhaseRow) => (aliases === undefined ? {} : { aliases });

/** A command that runs a phase; `words` is all that is typed for it. */
function leaf(table: PhaseTable, row: PhaseRow, words: string): CommandSpec {
  const config = row.flags.includes("config") ? " --config kubeadm.yaml" : "";
  return {
    name: words.split(" ").at(-1) ?? row.id,
    summary: row.summary,
    ...(table.arguments === undefined ? {} : { arguments: table.arguments }),
    flags: flags(...row.flags, "output"),
    examples: [
      { what: "Do this and nothing else", type: `${words}${config}` },
      { what: "The same, with each change named", type: `${words}${config} -v=2` },
    ],
    run: table.run(row.id),
  };
}

/** The command of a phase without children, or the parent of its children. */
function branch(table: PhaseTable, row: PhaseRow): CommandSpec {
  const words = `kubewright ${table.command} phase ${row.id}`;
  const children = table.rows.filter(({ id }) => id.startsWith(`${row.id}/`));
  if (children.length === 0) return { ...leaf(table, row, words), ...aliasesOf(row) };
  const all =
    row.hasAll === true ? [{ ...leaf(table, row, `${words} all`), summary: `${row.summary}, all of it` }] : [];
  const parts = children.map((child) => leaf(table, child, words.replace(row.id, child.id.replace("/", " "))));
  const commands = [...all, ...parts];
  const first = commands[0]?.name ?? "";
  return {
    name: row.id,
    summary: row.summary,
    ...aliasesOf(row),
    flags: flags(),
    examples: [
      { what: "Run a part", type: `${words} ${first}` },
      { what: "See what a part takes", type: `${words} ${first} --help` },
    ],
    commands,
  };
}

/** `<command> phase …`: one command for each row, ids with a slash as children. */
export function phaseCommand(table: PhaseTable): CommandSpec {
  const top = table.rows.filter(({ id }) => !id.includes("/"));
  const words = `kubewright ${table.command} phase ${top[0]?.id ?? ""}`;
  return {
    name: "phase",
    summary: `Run one phase of ${table.command}`,
    flags: flags(),
    examples: [
      { what: "Run one phase", type: words },
      { what: "See what a phase takes", type: `${words} --help` },
    ],
    commands: top.map((row) => branch(table, row)),
  };
}
