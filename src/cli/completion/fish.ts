import { type CompletionRow, flagWords, valueChoice, valueFlags } from "./completion-table.ts";

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function rowLines({ path, commands, flags }: CompletionRow): readonly string[] {
  const here = `complete -c kubewright -n ${quoted(`__kubewright_at ${quoted(path)}`)}`;
  const names = commands.map(({ name, summary }) => `${here} -a ${name} -d ${quoted(summary)}`);
  const options = flags.map((flag) => {
    const value = valueChoice(flag);
    const takes =
      flag.kind === "switch"
        ? ""
        : value.kind === "words"
          ? ` -xa ${quoted(value.words.join(" "))}`
          : value.kind === "free"
            ? " -x"
            : " -rF";
    const short = flag.short === undefined ? "" : ` -s ${flag.short}`;
    return `${here} -l ${flag.name}${short}${takes} -d ${quoted(flag.help)}`;
  });
  return [...names, ...options];
}

/** A completion script for fish 3 and newer. */
export function fishCompletion(rows: readonly CompletionRow[]): string {
  const takers = valueFlags(rows).flatMap(flagWords).join(" ");
  const paths = rows.map(({ path }) => quoted(path)).join(" ");
  return `# fish completion for kubewright:  kubewright completion fish | source
function __kubewright_at
    set -l place kubewright
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        if contains -- $word ${takers}
            set skip yes
        else if contains -- "$place $word" ${paths}
            set place "$place $word"
        end
    end
    test "$place" = "$argv[1]"
end

complete -c kubewright -f
${rows.flatMap(rowLines).join("\n")}
`;
}
