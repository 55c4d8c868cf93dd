import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const home = fileURLToPath(new URL("../../", import.meta.url));

/** One import of a source, as it is written. */
export interface Import {
  readonly from: string;
  readonly fromRoom: string;
  /** A path below the checkout's root, or the name of a package. */
  readonly to: string;
  /** Nothing of it is left at run time. */
  readonly isType: boolean;
  /** By `import()`: evaluated when it is needed, not before. */
  readonly isLazy: boolean;
}

function sourcesBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(home, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(home, join(entry.parentPath, entry.name)));
}

/** What the product is made of: paths below the checkout's root. */
export const sources = [...sourcesBelow("src"), ...sourcesBelow("templates")];

/** The texts of the sources. */
export const texts = new Map(sources.map((path) => [path, readFileSync(join(home, path), "utf8")]));

/** The sources without their comments. */
export const code = new Map(
  [...texts].map(([path, text]) => [path, text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")]),
);

/** A folder of src/, or a file that lies in src/ itself; all of templates/ is one room. */
export function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "templates" ? "templates" : second.replace(/\.ts$/, "");
}

/** True for a path of the product, false for a package. */
export function isInside(path: string): boolean {
  return path.startsWith("src/") || path.startsWith("templates/");
}

const statement =
  /^(?:import|export)\s+(type\s)?([^;"']*?)\s*from\s*"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** True for `import { type A, type B }`. */
function onlyTypes(names: string): boolean {
  const parts = names
    .replace(/[{}]/g, "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.startsWith("{") && parts.every((name) => name.startsWith("type "));
}

function importsOf(path: string): readonly Import[] {
  return [...(texts.get(path) ?? "").matchAll(statement)].map(([, type, names = "", from, bare, lazy]) => {
    const to = from ?? bare ?? lazy ?? "";
    const target = to.startsWith(".") ? normalize(join(path, "..", to)) : to;
    const isType = type !== undefined || onlyTypes(names);
    return { from: path, fromRoom: roomOf(path), to: target, isType, isLazy: lazy !== undefined };
  });
}

/** Every import of every source. */
export const imports = sources.flatMap(importsOf);

/** The package that a name is of: "a/b.js" is a's, "@a/b/c" is "@a/b"'s. */
export function packageOf(name: string): string {
  const parts = name.split("/");
  return name.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? name);
}

/** Node's own modules whose evaluation takes milliseconds. */
const slow = ["node:child_process", "node:crypto", "node:http", "node:http2", "node:https", "node:tls"];

/** The packages and slow modules of Node that are evaluated when a source is: what it imports and what that imports, but for `import()`. */
export function evaluatedModules(entry: string): readonly string[] {
  const seen = new Set([entry]);
  for (const path of seen)
    for (const { from, to, isType, isLazy } of imports) if (from === path && !isType && !isLazy) seen.add(to);
  const foreign = [...seen].filter((path) => !isInside(path));
  const packages = foreign.filter((name) => !name.startsWith("node:")).map(packageOf);
  return [...new Set([...packages, ...foreign.filter((name) => slow.includes(name))])].sort();
}
