import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { code, home, imports, isInside, packageOf, roomOf, sources, texts } from "./support/sources.ts";

/** What a room may import: `uses` at run time, `sees` as types only. A room is a folder of src/, or a file that lies in src/ itself. */
interface Row {
  readonly uses: readonly string[];
  readonly sees?: readonly string[];
}

/** Facts, errors and IP addresses: anybody may know them. */
const ground = ["constants", "errors", "ip", "secret"];
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
  ip: { uses: [] },
  secret: { uses: [] },
  slots: { uses: [] },
  version: { uses: [] },
  "run-options": { uses: [] },
  io: { uses: [], sees: ["host"] },
  yaml: { uses: ["errors", "secret"] },
  "read-source": { uses: ["errors", "yaml"], sees: ["io"] },
  output: { uses: ["errors", "yaml"] },
  templates: { uses: [...ground, "yaml"], sees: ["config", "engine", "host"] },
  config: { uses: [...ground, "yaml"] },
  host: { uses: ["errors", "secret", "slots"] },
  facts: { uses: ["constants", "ip"], sees: ["engine", "host"] },
  engine: { uses: ["errors", "host", "secret"] },
  kube: { uses: [...ground, "engine", "slots"], sees: ["host"] },
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
  fleet: { uses: [...ground, "config", "engine", "facts", "host", "manifests", "read-source"], sees: ["io"] },
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
const pureRooms = ["config", "ip", "manifests", "output", "pki", "yaml", "templates"];
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

const inside = imports.filter(({ to }) => isInside(to));
const between = inside.filter(({ fromRoom, to }) => roomOf(to) !== fromRoom);
const foreign = imports.filter(({ to }) => !isInside(to) && !to.startsWith("node:"));

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
