type Paint = (text: string) => string;

/** Colours by meaning. */
export interface Style {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
  readonly busy: Paint;
}

const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001B[${on}m${text}\u001B[${off}m`;

const coloured: Style = {
  strong: sgr(1, 22),
  quiet: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  doubtful: sgr(33, 39),
  busy: sgr(36, 39),
};

const same: Paint = (text) => text;
const plain: Style = { strong: same, quiet: same, good: same, bad: same, doubtful: same, busy: same };

/** ANSI colours that every terminal has, or none. */
export function style(hasColor: boolean): Style {
  return hasColor ? coloured : plain;
}
