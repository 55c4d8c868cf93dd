import { type CompletionRow, flagWords, valueChoice, valueFlags, wordFlags, wordsFor } from "./completion-table.ts";

/** In single quotes, with the colons escaped that part a word from its description. */
function described(word: string, text: string): string {
  return `'${word.replaceAll(":", "\\:")}:${text.replaceAll("'", "'\\''")}'`;
}

function valueBranches(rows: readonly CompletionRow[]): readonly string[] {
  return valueFlags(rows).map((flag) => {
    const words = flagWords(flag).join("|");
    const value = valueChoice(flag);
    if (value.kind === "words") {
      const { variable = "" } = wordFlags(rows).find(({ name }) => name === flag.name) ?? {};
      return `    ${words}) compadd -a ${variable}; return ;;`;
    }
    if (value.kind === "files") return `    ${words}) _files; return ;;`;
    return value.kind === "directories" ? `    ${words}) _files -/; return ;;` : `    ${words}) return ;;`;
  });
}

function pathBranches(rows: readonly CompletionRow[]): readonly string[] {
  const choosers = wordFlags(rows);
  return rows.map((row) => {
    const names = row.commands.map(({ name, summary }) => described(name, summary)).join(" ");
    const options = row.flags.map(({ name, help }) => described(`--${name}`, help)).join(" ");
    const words = choosers.map(({ name, variable }) => `${variable}=(${wordsFor(row, name).join(" ")})`);
    return `    "${row.path}") names=(${names}); flags=(${options}); ${words.join("; ")} ;;`;
  });
}

/** A completion script for zsh, to be sourced or put into a directory of $fpath as _kubewright. */
export function zshCompletion(rows: readonly CompletionRow[]): string {
  const variables = wordFlags(rows).map(({ variable }) => variable);
  const takers = valueFlags(rows).flatMap(flagWords).join("|");
  return `#compdef kubewright
# zsh completion for kubewright:  source <(kubewright completion zsh)
_kubewright_words() {
  case "$1" in
${pathBranches(rows).join("\n")}
    *) names=(); flags=() ;;
  esac
}

_kubewright() {
  local -a names flags ${variables.join(" ")}
  local place="kubewright" word skip="" index previous="\${words[CURRENT-1]}"
  _kubewright_words "$place"
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    if [[ -n $skip ]]; then skip=""; continue; fi
    case "$word" in
      ${takers}) skip="yes"; continue ;;
    esac
    if [[ $word != -* && -n \${(M)names:#\${word}:*} ]]; then
      place="$place $word"
      _kubewright_words "$place"
    fi
  done
  if [[ "$PREFIX" == --*=* ]]; then
    previous="\${PREFIX%%=*}"
    compset -P 1 '*='
  fi
  case "$previous" in
${valueBranches(rows).join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then _describe -o flag flags
  else _describe command names
  fi
}

if [[ "$funcstack[1]" == "_kubewright" ]]; then _kubewright "$@"
else compdef _kubewright kubewright
fi
`;
}
