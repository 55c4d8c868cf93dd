/**
 * A text in lines of at most `columns`, broken at spaces; a word that is longer than a line stands alone and whole,
 * so that paths and commands can be copied. Line breaks and indents of the text itself are kept;
 * what follows an arrow stands under the word behind it.
 */
export function wrap(text: string, columns: number): readonly string[] {
  return text.split("\n").flatMap((line) => (line.length <= columns ? [line] : wrapLine(line, columns)));
}

function wrapLine(text: string, columns: number): readonly string[] {
  const [first = ""] = /^ */.exec(text) ?? [];
  const following = /^ *→ /.test(text) ? `${first}  ` : first;
  const lines: string[] = [];
  let line = first;
  for (const word of text.trim().split(/ +/)) {
    const joined = line.trim() === "" ? line + word : `${line} ${word}`;
    if (joined.length > columns && line.trim() !== "") {
      lines.push(line);
      line = following + word;
    } else line = joined;
  }
  return [...lines, line];
}

/** The same with a mark before the first line and the following lines indented under its text. */
export function hang(mark: string, text: string, columns: number): readonly string[] {
  const indent = " ".repeat(mark.length);
  return wrap(text, columns - mark.length).map((line, index) => (index === 0 ? mark : indent) + line);
}
