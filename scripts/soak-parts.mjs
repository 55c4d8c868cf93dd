// The parts of a soak: what takes long by itself, so that each can be had alone; then everything else.
import { Refusal } from "./command.mjs";

/** Long files of ring 2, each with its cases shared out to all processors, and the fuzz targets. */
const long = [
  { name: "init-crash", files: ["test/init/crash-points.test.ts"], isShared: true },
  {
    name: "join-crash",
    files: ["test/join/control-plane-crash-points.test.ts", "test/join/worker-crash-points.test.ts"],
    isShared: true,
  },
  { name: "reset-crash", files: ["test/reset/crash-points.test.ts"], isShared: true },
  { name: "founding-crash", files: ["test/apply/founding-crash.test.ts"], isShared: true },
  { name: "fuzz", files: ["test/fuzz/"], isShared: false },
];

/** All parts in the order in which they run: {name, args of vitest, isShared}. `files` are the paths of all test files. */
export function soakParts(files) {
  const isOf = (path) => (taken) => path === taken || (taken.endsWith("/") && path.startsWith(taken));
  const taken = long.flatMap((part) => part.files);
  const lab = files.filter((path) => path.endsWith(".lab.test.ts"));
  // Of a project's files --exclude takes none away.
  const others = files.filter((path) => !lab.includes(path) && !taken.some(isOf(path)));
  return [
    ...long.map((part) => ({ name: part.name, args: part.files, isShared: part.isShared })),
    { name: "rings-1-to-3", args: others, isShared: false },
    ...lab.map((path) => ({
      name: `lab-${path.replace(/^.*\/|\.lab\.test\.ts$/g, "")}`,
      args: ["--config", "vitest.lab.config.ts", path],
      isShared: false,
    })),
  ];
}

/** The parts of these names, all when none is named. Throws a Refusal that lists the names there are. */
export function chosenParts(parts, names) {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length === 0) return parts.filter(({ name }) => names.length === 0 || names.includes(name));
  throw new Refusal([
    {
      what: `A soak has no part ${unknown.join(", ")}.`,
      next: `name one or more of: ${parts.map(({ name }) => name).join(" ")}`,
    },
  ]);
}
