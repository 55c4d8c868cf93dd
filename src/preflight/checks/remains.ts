import {
  adminConf,
  controllerManagerConf,
  kubeletConf,
  kubeletConfigFile,
  kubeletFlagsFile,
  schedulerConf,
  superAdminConf,
} from "../../constants/paths.ts";
import { type Check, error, type Finding } from "../check.ts";
import { earlierRun } from "../earlier-run.ts";

const kubeletFiles = [kubeletConfigFile, kubeletFlagsFile];

/** What `init` writes besides manifests and certificates. */
export const initFiles: readonly string[] = [
  adminConf,
  superAdminConf,
  kubeletConf,
  controllerManagerConf,
  schedulerConf,
  ...kubeletFiles,
];

/** What a worker's `join` writes besides what kubeadm's own checks name. */
export const workerFiles: readonly string[] = kubeletFiles;

/** ForeignFiles: none of these files is there unless an earlier run of this program wrote it. Ours. */
export function noForeignFiles(files: readonly string[]): Check {
  return {
    name: "ForeignFiles",
    look: async ({ host, fact }) => {
      const [found, { paths }] = await Promise.all([host.read(files), fact(earlierRun)]);
      const foreign = files.filter((path) => found.has(path) && !paths.has(path));
      if (foreign.length === 0) return [];
      return [
        error(
          `Files of another cluster or another tool are here: ${foreign.join(", ")}.`,
          "They would have to be overwritten, and this program overwrites only what it wrote.",
          "If that cluster is not needed any more: kubewright reset. Else move them away.",
        ),
      ];
    },
  };
}

const networkDir = "/etc/cni/net.d";

/** EarlierRun: tells what is here already and will be used: this program's own files, certificates of others, a Pod network. Ours. */
export function tellEarlierRun(certificatesDir: string): Check {
  return {
    name: "EarlierRun",
    look: async ({ host, fact }) => {
      const [{ paths }, listed] = await Promise.all([
        fact(earlierRun),
        host.list([certificatesDir, `${certificatesDir}/etcd`, networkDir]),
      ]);
      const inside = (directory: string) => (listed.get(directory) ?? []).map((name) => `${directory}/${name}`);
      const given = [...inside(certificatesDir), ...inside(`${certificatesDir}/etcd`)].filter(
        (path) => /\.(crt|key|pub)$/.test(path) && !paths.has(path),
      );
      const networks = inside(networkDir).filter((path) => /\.conf(list)?$/.test(path) && !paths.has(path));
      return [
        ...told(paths.size > 0, `An earlier run left ${paths.size} files here; what is as it should be stays.`),
        ...told(
          given.length > 0,
          `${given.length} certificates and keys in ${certificatesDir} that this program did not write will be used.`,
        ),
        ...told(networks.length > 0, `Pods get their network from what is here: ${networks.join(", ")}`),
      ];
    },
  };
}

function told(isSo: boolean, what: string): readonly Finding[] {
  return isSo ? [{ severity: "info", what, why: "", next: "" }] : [];
}
