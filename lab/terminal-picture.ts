import type { Span } from "../test/support/screen.ts";

/** What a terminal showed from a moment on. */
export interface Frame {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly lines: readonly (readonly Span[])[];
}

const lineHeight = 17;
const characterWidth = 8.4;
const margin = 14;
const columns = 80;
/** How long the last screen stands before it begins again. Milliseconds. */
const rest = 6000;

const colours: Readonly<Record<string, string>> = {
  "2": "#8b949e",
  "31": "#ff7b72",
  "32": "#7ee787",
  "33": "#e3b341",
  "36": "#79c0ff",
};

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function spanText({ text, looks }: Span): string {
  const codes = looks.split(";");
  const fill = codes.map((code) => colours[code]).find((colour) => colour !== undefined);
  const weight = codes.includes("1") ? ' font-weight="bold"' : "";
  const look = `${fill === undefined ? "" : ` fill="${fill}"`}${weight}`;
  return look === "" ? escaped(text) : `<tspan${look}>${escaped(text)}</tspan>`;
}

function lineText(spans: readonly Span[], row: number): string {
  if (spans.every(({ text }) => text.trim() === "")) return "";
  const y = margin + 24 + row * lineHeight;
  return `<text x="${margin}" y="${y}" xml:space="preserve">${spans.map(spanText).join("")}</text>`;
}

/** A frame is shown in its part of the whole time; the last one also where nothing moves. */
function frameGroup(frame: Frame, index: number, frames: readonly Frame[], total: number): string {
  const isLast = index === frames.length - 1;
  const begin = ((frame.at / total) * 100).toFixed(2);
  const end = (((frames[index + 1]?.at ?? total) / total) * 100).toFixed(2);
  const lines = frame.lines
    .map(lineText)
    .filter((line) => line !== "")
    .join("\n");
  const before = index === 0 ? "" : `0%,${begin}%{visibility:hidden}`;
  const after = isLast
    ? `${begin}%,100%{visibility:visible}`
    : `${begin}%{visibility:visible}${end}%,100%{visibility:hidden}`;
  const style = `@keyframes f${index}{${before}${after}}#f${index}{animation:f${index} ${total}ms step-end infinite;visibility:${isLast ? "visible" : "hidden"}}`;
  return `<style>${style}</style>\n<g id="f${index}">\n${lines}\n</g>`;
}

/** An SVG that plays the frames over and over; where nothing moves it shows the last one. */
export function terminalPicture(frames: readonly Frame[]): string {
  const rows = Math.max(...frames.map(({ lines }) => lines.length));
  const [width, height] = [Math.ceil(columns * characterWidth + 2 * margin), rows * lineHeight + 2 * margin + 24];
  const total = Math.round((frames.at(-1)?.at ?? 0) + rest);
  const buttons = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, index) => `<circle cx="${18 + index * 18}" cy="16" r="5.5" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
<title>kubewright apply: a line for each host with what it does just now, then the cluster is founded</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${buttons.join("")}
${frames.map((frame, index) => frameGroup(frame, index, frames, total)).join("\n")}
</svg>
`;
}
