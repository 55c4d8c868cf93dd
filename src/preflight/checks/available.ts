import { manifestsDir } from "../../constants/paths.ts";
import { type Check, error, pathInName } from "../check.ts";
import { earlierRun } from "../earlier-run.ts";

/** FileAvailable-PATH: nothing is at the path but what an earlier run of this program put there. */
export function fileAvailable(path: string): Check {
  return {
    name: `FileAvailable-${pathInName(path)}`,
    look: async ({ host, fact }) => {
      const [found, { paths }] = await Promise.all([host.read([path]), fact(earlierRun)]);
      if (!found.has(path) || paths.has(path)) return [];
      return [
        error(
          `${path} is there, and this program did not write it.`,
          "It belongs to another cluster or another tool, and would be overwritten.",
          `If that cluster is not needed any more: kubewright reset. Else move the file: mv ${path} ${path}.old`,
        ),
      ];
    },
  };
}

/** DirAvailable-PATH for etcd's data: empty or missing, or filled by the etcd that an earlier run of this program started. */
export function etcdDataAvailable(path: string): Check {
  return {
    name: `DirAvailable-${pathInName(path)}`,
    look: async ({ host, fact }) => {
      const [listed, { paths }] = await Promise.all([host.list([path]), fact(earlierRun)]);
      const names = listed.get(path) ?? [];
      if (names.length === 0 || paths.has(`${manifestsDir}/etcd.yaml`)) return [];
      return [
        error(
          `${path} is not empty.`,
          "etcd would go on with the data of another cluster.",
          `If that data is not needed any more: kubewright reset; then, if it is still there: rm -rf ${path}/*`,
        ),
      ];
    },
  };
}

/** ExternalEtcdClientCertificates: the file is there. */
export function externalEtcdFile(path: string): Check {
  return {
    name: "ExternalEtcdClientCertificates",
    look: async ({ host }) => {
      if ((await host.read([path])).has(path)) return [];
      return [
        error(
          `${path} is not there.`,
          "The API server logs in to the external etcd with it.",
          `Copy the file to ${path}.`,
        ),
      ];
    },
  };
}
