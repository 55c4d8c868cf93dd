/** A piece of a POSIX script: a word (quotes taken away), or an operator; ends of lines are the operator "\n". */
export interface ShellToken {
  readonly kind: "word" | "operator";
  readonly text: string;
}

const operators = ["&&", "||", "<&", ">&", ">>", ";;", "\n", ";", "|", "&", "<", ">", "(", ")"];

/** Letters that neither end a word nor quote. */
const plain = /[^ '"\\&|;<>()\n]+/y;

/** Takes a script apart as a POSIX shell does, without looking into `$(…)` in double quotes. */
function shellTokens(script: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  let word: string | null = null;
  const end = (): void => {
    if (word !== null) tokens.push({ kind: "word", text: word });
    word = null;
  };
  for (let at = 0; at < script.length; ) {
    plain.lastIndex = at;
    const [run] = plain.exec(script) ?? [];
    if (run !== undefined) {
      word = (word ?? "") + run;
      at += run.length;
      continue;
    }
    const operator = operators.find((one) => script.startsWith(one, at));
    const letter = script[at] ?? "";
    if (operator !== undefined) {
      end();
      tokens.push({ kind: "operator", text: operator });
      at += operator.length;
    } else if (letter === " ") {
      end();
      at += 1;
    } else if (letter === "'") {
      const close = script.indexOf("'", at + 1);
      word = (word ?? "") + script.slice(at + 1, close);
      at = close + 1;
    } else if (letter === '"') {
      const close = script.indexOf('"', at + 1);
      word = (word ?? "") + script.slice(at + 1, close);
      at = close + 1;
    } else {
      word = (word ?? "") + (script[at + 1] ?? "");
      at += 2;
    }
  }
  end();
  return tokens;
}

/** The simple commands of a script, each as its words, in order. */
export function simpleCommands(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const { kind, text } of shellTokens(script)) {
    if (kind === "word") commands.at(-1)?.push(text);
    else if (text === ">" || text === "<") commands.at(-1)?.push(text);
    else commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}
