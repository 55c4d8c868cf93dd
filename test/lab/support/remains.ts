import { existsSync, readdirSync, readFileSync } from "node:fs";
import { labDirectory } from "../../../lab/lab-record.ts";

/** Everything on the machine that still belongs to a lab, each as a line; empty after a good `down`. */
export function remainsOf(name: string, subnet: string): readonly string[] {
  const number = subnet.split(".")[2] ?? "";
  const mine = new RegExp(`(^|/)kwlab-${number}($|[-/])`);
  return [
    ...(existsSync(labDirectory(name)) ? [`directory ${labDirectory(name)}`] : []),
    ...mountPoints().filter((point) => point.startsWith(`${labDirectory(name)}/`)),
    ...list("/run/netns").filter((namespace) => mine.test(namespace)),
    ...list("/sys/class/net").filter((link) => link === `kwlab${number}`),
    ...list("/sys/fs/cgroup").flatMap((hierarchy) =>
      list(`/sys/fs/cgroup/${hierarchy}`).filter((name) => mine.test(name)),
    ),
    ...processesIn(mine),
  ];
}

function mountPoints(): readonly string[] {
  const table = readFileSync("/proc/self/mountinfo", "utf8");
  return table.split("\n").map((line) => line.split(" ")[4] ?? "");
}

function processesIn(group: RegExp): readonly string[] {
  const pids = list("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => readGroups(pid).some((path) => group.test(path))).map((pid) => `process ${pid}`);
}

function readGroups(pid: string): readonly string[] {
  try {
    const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
    return lines.map((line) => line.split(":").slice(2).join(":"));
  } catch {
    return []; // it ended in this moment
  }
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
