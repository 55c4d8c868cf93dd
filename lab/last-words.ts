/** ESC [ … letter: colours and movements. */
const esc = "\u001b";
const control = new RegExp(`${esc}\\[[?0-9;]*[A-Za-z]`, "g");

/**
 * Passes on what `apply` writes to a terminal, line by line, without the words that the demo leaves out when it goes well:
 * what is lacking on every host of a lab, and how to go on.
 */
export function withoutLastWords(pass: (text: string) => void): (bytes: string) => void {
  let partial = "";
  let isOver = false;
  let isWarning = false;
  return (bytes) => {
    const lines = (partial + bytes).split("\n");
    partial = lines.pop() ?? "";
    for (const line of lines) {
      const text = line.replace(control, "").trim();
      isWarning = text.startsWith("! ") || (isWarning && line.replace(control, "").startsWith("  "));
      if (!isOver && !isWarning && text !== "") pass(`${line}\n`);
      isOver ||= text.includes(" is founded: ");
    }
  };
}
