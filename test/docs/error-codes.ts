import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What the sources say of one error code, at one place. Expressions in the texts stand as "…". */
export interface Saying {
  readonly code: string;
  readonly what: string;
  readonly next: string;
}

const codeForm = /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|USAGE|INTERNAL|INTERRUPTED)$/;
/** Codes of Node's that are looked for, not thrown. */
const foreign = /^(?:EAI|ERR|UNABLE|CERT|DEPTH|SELF|HPE|MNT|UMOUNT|ID|VERSION|PRETTY|GNU)_/;

/** Every place below a folder where an error code is given to something, with the texts beside it where they are known. */
export function sayings(folder: string): readonly Saying[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files.sort().flatMap((path) => {
    const source = ts.createSourceFile(path, readFileSync(join(folder, path), "utf8"), ts.ScriptTarget.Latest, true);
    return found(source);
  });
}

function found(node: ts.Node): readonly Saying[] {
  const below: Saying[] = [];
  node.forEachChild((child) => void below.push(...found(child)));
  return [...below, ...given(node)];
}

/** The codes that are arguments of a call (code, what, next or code, what, why, next; stop() has its next step in a table), members called code, or stand first in a row of a table. */
function given(node: ts.Node): readonly Saying[] {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const [first, ...rest] = node.arguments ?? [];
    const parts = rest.find(ts.isObjectLiteralExpression);
    const texts = parts === undefined ? rest.map(textOf) : [member(parts, "what"), member(parts, "next")];
    const [what = "", second = "", third = second] = texts;
    const hasNext = node.expression.getText() !== "stop";
    return codesIn(first).map((code) => ({ code, what, next: hasNext ? third : "" }));
  }
  if (ts.isPropertyAssignment(node) && codeForm.test(node.name.getText())) {
    const next = textOf(node.initializer);
    const code = node.name.getText();
    return next.includes(" ") && !foreign.test(code) ? [{ code, what: "", next }] : [];
  }
  if (ts.isObjectLiteralExpression(node)) {
    const title = member(node, "title");
    const waited = title === "" ? "" : `${title}: not within …`;
    const texts = { what: member(node, "what") || waited, next: member(node, "next") };
    return codesIn(initializer(node, "code")).map((code) => ({ code, ...texts }));
  }
  return ts.isArrayLiteralExpression(node) && node.elements.length > 1 ? inRow(node.elements) : [];
}

/** A row of a table: [code, what, next], or [pattern, code, next]. */
function inRow(elements: readonly ts.Expression[]): readonly Saying[] {
  const at = elements.findIndex((element) => codesIn(element).length > 0);
  const [what = "", next = ""] = elements.slice(at + 1).map(textOf);
  if (what !== "" && !what.includes(" ")) return [];
  return codesIn(elements[at]).map((code) => (at === 0 ? { code, what, next } : { code, what: "", next: what }));
}

function codesIn(node: ts.Expression | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isConditionalExpression(node)) return [...codesIn(node.whenTrue), ...codesIn(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return codesIn(node.right);
  return ts.isStringLiteral(node) && codeForm.test(node.text) && !foreign.test(node.text) ? [node.text] : [];
}

function initializer(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText() === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

function member(node: ts.ObjectLiteralExpression, name: string): string {
  const value = initializer(node, name);
  return value === undefined ? "" : textOf(value);
}

/** A text as it stands in the source; "" where it is not written there. */
function textOf(node: ts.Expression): string {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
  }
  if (ts.isBinaryExpression(node)) return textOf(node.left) + textOf(node.right);
  if (ts.isIdentifier(node)) return constant(node);
  if (ts.isConditionalExpression(node))
    return [textOf(node.whenTrue), textOf(node.whenFalse)].filter(Boolean).join(" / ");
  return "";
}

/** The text of a constant of the same file. */
function constant(name: ts.Identifier): string {
  const declared = name
    .getSourceFile()
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find((each) => each.name.getText() === name.text)?.initializer;
  return declared === undefined || ts.isIdentifier(declared) ? "" : textOf(declared);
}

const escaped = (text: string) =>
  text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\s+/g, " ").replaceAll("… …", "…");

/** The codes of these places, in the order of the alphabet. */
export function codesOf(all: readonly Saying[]): readonly string[] {
  return [...new Set(all.map(({ code }) => code))].sort();
}

/** The page of all codes. `elsewhere` tells what the sources say with more than a text beside the code. */
export function errorsPage(all: readonly Saying[], elsewhere: readonly Saying[]): string {
  const rows = codesOf(all).flatMap((code) => {
    const beside = all.filter((each) => each.code === code && each.what !== "");
    const texts = beside.length > 0 ? beside : elsewhere.filter((each) => each.code === code);
    const unique = [...new Map(texts.map((each) => [each.what, each])).values()];
    if (unique.length === 0) return [`| \`${code}\` | | |`];
    const other = all.find((each) => each.code === code && each.next !== "")?.next ?? "";
    return unique.map(
      ({ what, next: own }, at) =>
        `| ${at === 0 ? `\`${code}\`` : ""} | ${escaped(what)} | ${escaped(own === "" ? other : own)} |`,
    );
  });
  return `${head}\n| Code | What it says | What to do |\n|---|---|---|\n${rows.join("\n")}\n`;
}

const head = `# Errors

Every error has a code that is never given another meaning. It stands in brackets below the error, and as \`code\` in the JSON of \`-o json\`. Where a text of this table has a "…", the error names the thing itself. What the exit codes mean, \`kubewright help exit-codes\` tells.

This page is written from the sources: \`node scripts/manual.mjs\`.
`;
