import { FakeEtcdCluster } from "../fake-etcd-cluster.ts";

/** An etcd cluster that tells each change of its members. */
export class CountedEtcdCluster extends FakeEtcdCluster {
  readonly #tell: (text: string) => void;

  constructor(clusterId: string, tell: (text: string) => void) {
    super(clusterId);
    this.#tell = tell;
  }

  override call(path: string, body: Record<string, unknown>): object {
    const answer = super.call(path, body);
    const method = path.split("/").at(-1) ?? "";
    if (method !== "list") this.#tell(`etcd member ${method}`);
    return answer;
  }
}
