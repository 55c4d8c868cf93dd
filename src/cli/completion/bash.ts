import { type CompletionRow, flagWords, valueChoice, valueFlags } from "./completion-table.ts";

/** A case branch for the flags whose values are of a kind. */
function valueBranches(rows: readonly CompletionRow[]): readonly string[] {
  return valueFlags(rows).map((flag) => {
    const words = flagWords(flag).join("|");
    const value = valueChoice(flag);
    if (value.kind === "words")
      return `    ${words}) COMPREPLY=($(compgen -W "${value.words.join(" ")}" -- "$current")); return ;;`;
    if (value.kind === "files")
      return `    ${words}) compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); return ;;`;
    if (value.kind === "directories")
      return `    ${words}) compopt -o filenames; COMPREPLY=($(compgen -d -- "$current")); return ;;`;
    return `    ${words}) return ;;`;
  });
}

function pathBranches(rows: readonly CompletionRow[]): readonly string[] {
  return rows.map(({ path, commands, flags }) => {
    const flagList = flags.map(({ name }) => `--${name}`).join(" ");
    return `    "${path}") commands="${commands.map(({ name }) => name).join(" ")}"; flags="${flagList}" ;;`;
  });
}

/** A completion script for bash 4.1 and newer; it needs no other package. */
export function bashCompletion(rows: readonly CompletionRow[]): string {
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
  local path="kubewright" commands flags word index skip=""
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
