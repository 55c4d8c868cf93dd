import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const home = fileURLToPath(new URL("../", import.meta.url));

/** What a room may import: `uses` at run time, `sees` as types only. A room is a folder of src/, or a file that lies in src/ itself. */
interface Row {
  readonly uses: readonly string[];
  readonly sees?: readonly string[];
}

/** Facts and errors: anybody may know them. */
const ground = ["constants", "errors", "secret"];
const init = [
  ...ground,
  "config",
  "diagnosis",
  "discovery",
  "engine",
  "facts",
  "host",
  "images",
  "kube",
  "etcd",
  "cri",
  "manifests",
  "phases",
  "pki",
  "preflight",
  "read-source",
  "report",
  "steps",
  "templates",
  "token",
  "yaml",
];
const outside = ["io", "run-options"];

/** The house: who may import whom. A line that is added here is a decision; see docs/decisions/0006-rooms.md. */
const rooms: Readonly<Record<string, Row>> = {
  constants: { uses: [] },
  errors: { uses: [] },
  secret: { uses: [] },
  version: { uses: [] },
  "run-options": { uses: [] },
  io: { uses: [], sees: ["host"] },
  yaml: { uses: ["errors", "secret"] },
  "read-source": { uses: ["errors", "yaml"], sees: ["io"] },
  output: { uses: ["errors", "yaml"] },
  templates: { uses: [...ground, "yaml"], sees: ["config", "engine", "host"] },
  config: { uses: [...ground, "yaml"] },
  host: { uses: ["errors", "secret"] },
  facts: { uses: ["constants"], sees: ["engine", "host"] },
  engine: { uses: ["errors", "host", "secret"] },
  kube: { uses: [...ground, "engine"], sees: ["host"] },
  etcd: { uses: [...ground, "kube"], sees: ["engine", "host"] },
  cri: { uses: [...ground, "kube"], sees: ["engine", "host"] },
  pki: { uses: ground, sees: ["config", "host"] },
  manifests: { uses: [...ground, "config", "pki", "templates", "yaml"], sees: ["engine", "host"] },
  token: {
    uses: [...ground, "config", "discovery", "kube", "manifests", "pki", "yaml"],
    sees: ["engine", "host", "output"],
  },
  discovery: { uses: [...ground, "kube", "manifests", "pki", "yaml"], sees: ["engine", "host"] },
  steps: { uses: [...ground, "engine", "facts", "host"], sees: ["kube", "etcd"] },
  images: { uses: [...ground, "cri", "facts", "manifests"], sees: ["config", "engine", "host", "output"] },
  certs: { uses: [...ground, "manifests", "phases", "pki", "yaml"], sees: ["config", "host", "output"] },
  kubeconfig: { uses: [...ground, "config", "manifests", "phases", "pki"], sees: ["host"] },
  preflight: { uses: [...ground, "cri", "engine", "etcd", "facts", "images", "kube"], sees: ["config", "host"] },
  diagnosis: { uses: [...ground, "cri", "etcd", "facts", "kube"], sees: ["config", "engine", "host"] },
  phases: {
    uses: [
      ...ground,
      "config",
      "cri",
      "diagnosis",
      "engine",
      "etcd",
      "facts",
      "host",
      "kube",
      "manifests",
      "pki",
      "steps",
      "templates",
      "yaml",
    ],
  },
  report: { uses: ["errors", "secret", "yaml"], sees: ["engine", "host", "io"] },
  init: { uses: init, sees: outside },
  join: { uses: init, sees: outside },
  fleet: { uses: [...ground, "config", "engine", "host", "read-source"], sees: ["io"] },
  apply: { uses: [...init, "certs", "fleet"], sees: outside },
  reset: { uses: [...init, "fleet"], sees: outside },
  cli: { uses: [...init, ...outside, "apply", "certs", "init", "join", "kubeconfig", "output", "reset", "version"] },
  main: { uses: ["cli", "version"] },
};

/** Each npm package has one home. */
const packages: Readonly<Record<string, string>> = {
  commander: "src/cli/",
  diff: "src/report/diff-lines.ts",
  "js-yaml": "src/yaml",
  listr2: "src/report/listr",
  "node-forge": "src/pki/",
  protobufjs: "src/cri/",
  "ssh-config": "src/host/",
  ssh2: "src/host/",
  zod: "src/config/",
};

/** Rooms that touch no disk, read no clock and draw no lots: these come in as arguments. */
const pureRooms = ["config", "manifests", "output", "pki", "yaml", "templates"];
const impure = [
  { what: "node:fs", pattern: /["']node:fs(\/promises)?["']/ },
  { what: "node:child_process", pattern: /["']node:child_process["']/ },
  {
    what: "the network",
    pattern: /^import (?!\{ (isIP(v[46])?( as \w+)?(, )?)+ \}).*["']node:(net|http|https|tls|dns)["']/m,
  },
  { what: "the clock", pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bsetTimeout\(/ },
  { what: "randomness", pattern: /\brandomBytes\(|\bMath\.random\(|\brandomUUID\(|\bgetRandomValues\(/ },
  { what: "the environment", pattern: /\bprocess\.(env|argv|cwd)/ },
];
/** What may be impure all the same, and why. */
const excused: Readonly<Record<string, string>> = {};

interface Import {
  readonly from: string;
  readonly fromRoom: string;
  readonly to: string;
  readonly isType: boolean;
}

function sourcesBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(home, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(home, join(entry.parentPath, entry.name)));
}

const sources = [...sourcesBelow("src"), ...sourcesBelow("templates")];
const texts = new Map(sources.map((path) => [path, readFileSync(join(home, path), "utf8")]));

function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "templates" ? "templates" : second.replace(/\.ts$/, "");
}

/** The sources without their comments. */
const code = new Map([...texts].map(([path, text]) => [path, text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")]));

const statement =
  /^(?:import|export)\s+(type\s)?([^;"']*?)\s*from\s*"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** True for `import { type A, type B }`: nothing of it is left at run time. */
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
    return { from: path, fromRoom: roomOf(path), to: target, isType: type !== undefined || onlyTypes(names) };
  });
}

const imports = sources.flatMap(importsOf);
const inside = imports.filter(({ to }) => to.startsWith("src/") || to.startsWith("templates/"));
const between = inside.filter(({ fromRoom, to }) => roomOf(to) !== fromRoom);
const foreign = imports.filter(
  ({ to }) => !to.startsWith("src/") && !to.startsWith("templates/") && !to.startsWith("node:"),
);

function packageOf(name: string): string {
  const parts = name.split("/");
  return name.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? name);
}

describe("who may import whom", () => {
  test("every room is in the table", () => {
    expect(sources.map(roomOf).filter((room) => rooms[room] === undefined)).toEqual([]);
  });

  test("no room imports what the table does not allow", () => {
    const forbidden = between
      .filter(({ fromRoom, to, isType }) => {
        const { uses = [], sees = [] } = rooms[fromRoom] ?? {};
        return !uses.includes(roomOf(to)) && !(isType && sees.includes(roomOf(to)));
      })
      .map(({ from, to, isType }) => `${from} ${isType ? "sees" : "uses"} ${to}`);
    expect(forbidden).toEqual([]);
  });

  test("every file that is imported is there", () => {
    expect(
      inside.filter(({ to }) => !texts.has(to)).map(({ from, to }) => `${from} imports ${to}, which is not there`),
    ).toEqual([]);
  });

  test("rooms do not need each other in circles at run time", () => {
    const edges = new Map<string, Set<string>>();
    for (const { fromRoom, to, isType } of between) {
      if (isType) continue;
      edges.set(fromRoom, (edges.get(fromRoom) ?? new Set()).add(roomOf(to)));
    }
    const circles: string[] = [];
    const walk = (room: string, path: readonly string[]) => {
      if (path.includes(room)) circles.push([...path.slice(path.indexOf(room)), room].join(" → "));
      else for (const next of edges.get(room) ?? []) walk(next, [...path, room]);
    };
    for (const room of edges.keys()) walk(room, []);
    expect([...new Set(circles)]).toEqual([]);
  });
});

describe("npm packages", () => {
  test("each has one home", () => {
    const strays = foreign
      .filter(({ from, to }) => !from.startsWith(packages[packageOf(to)] ?? "nowhere"))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(strays).toEqual([]);
  });

  test("those in the table are in package.json", () => {
    const { devDependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    expect(Object.keys(packages).filter((name) => devDependencies[name] === undefined)).toEqual([]);
  });
});

describe("pure rooms", () => {
  test.each(pureRooms)("%s touches no disk, reads no clock and draws no lots", (room) => {
    const found = sources
      .filter((path) => roomOf(path) === room && excused[path] === undefined)
      .flatMap((path) =>
        impure.filter(({ pattern }) => pattern.test(code.get(path) ?? "")).map(({ what }) => `${path} uses ${what}`),
      );
    expect(found).toEqual([]);
  });
});

describe("the process", () => {
  test("is ended by main.ts, and by the second interrupt", () => {
    const enders = sources.filter((path) => /\bprocess\.exit\(/.test(code.get(path) ?? ""));
    expect(enders.sort()).toEqual(["src/cli/process-io.ts", "src/main.ts"]);
  });

  test("is printed to by the command line alone", () => {
    const printers = sources.filter((path) => /\bconsole\.|\bprocess\.std(out|err)\b/.test(code.get(path) ?? ""));
    expect(printers.sort()).toEqual(["src/cli/process-io.ts", "src/main.ts"]);
  });

  test("has no files called after nothing", () => {
    const nameless = /(^|\/)(utils?|helpers?|common|types|misc|index)\.ts$/;
    const lists = [
      "src/apply/index.ts",
      "src/init/index.ts",
      "src/join/index.ts",
      "src/reset/index.ts",
      "src/preflight/index.ts",
    ];
    expect(sources.filter((path) => nameless.test(path) && !lists.includes(path))).toEqual([]);
  });
});

describe("scripts", () => {
  test("the lock file names no download addresses", () => {
    expect(readFileSync(join(home, "package-lock.json"), "utf8")).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });
});
