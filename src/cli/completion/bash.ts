import { type CompletionRow, flagWords, valueChoice, valueFlags, wordFlags, wordsFor } from "./completion-table.ts";

/** A case branch for the flags whose values are of a kind. */
function valueBranches(rows: readonly CompletionRow[]): readonly string[] {
  return valueFlags(rows).map((flag) => {
    const words = flagWords(flag).join("|");
    const value = valueChoice(flag);
    if (value.kind === "words") {
      const { variable = "" } = wordFlags(rows).find(({ name }) => name === flag.name) ?? {};
      return `    ${words}) COMPREPLY=($(compgen -W "$${variable}" -- "$current")); return ;;`;
    }
    if (value.kind === "files")
      return `    ${words}) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;`;
    if (value.kind === "directories")
      return `    ${words}) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;`;
    return `    ${words}) return ;;`;
  });
}

function pathBranches(rows: readonly CompletionRow[]): readonly string[] {
  const choosers = wordFlags(rows);
  return rows.map((row) => {
    const flags = row.flags.map(({ name }) => `--${name}`).join(" ");
    const commands = row.commands.map(({ name }) => name).join(" ");
    const words = choosers.map(({ name, variable }) => `${variable}="${wordsFor(row, name).join(" ")}"`);
    return `    "${row.path}") commands="${commands}"; flags="${flags}"; ${words.join("; ")} ;;`;
  });
}

/** A completion script for bash 4.1 and newer; it needs no other package. */
export function bashCompletion(rows: readonly CompletionRow[]): string {
  const variables = wordFlags(rows).map(({ variable }) => variable);
  const takers = valueFlags(rows).flatMap(flagWords).join("|");
  return `# bash completion for kubewright:  source <(kubewright completion bash)
_kubewright_words() {
  case "$1" in
${pathBranches(rows).join("\n")}
    *) commands=""; flags="" ;;
  esac
}

_kubewright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="kubewright" commands flags word index skip="" ${variables.join(" ")}
  [[ $current == "=" ]] && current=""
  [[ $previous == "=" ]] && previous="\${COMP_WORDS[COMP_CWORD-2]}"
  COMPREPLY=()
  _kubewright_words "$path"
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n $skip ]]; then [[ $word == "=" ]] || skip=""; continue; fi
    case "$word" in
      ${takers}) skip="yes"; continue ;;
    esac
    if [[ $word != -* && " $commands " == *" $word "* ]]; then
      path="$path $word"
      _kubewright_words "$path"
    fi
  done
  case "$previous" in
${valueBranches(rows).join("\n")}
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current"))
  else COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}

complete -F _kubewright kubewright
`;
}
