import { checkoutLabName } from "../lab/checkout-lab-name.ts";
import { configuration, forJoins } from "../lab/cluster/configuration.ts";
import { equip } from "../lab/cluster/equip.ts";
import { type Lab, openLab } from "../lab/lab.ts";

/** Keys that both tools can make. */
export type Algorithm = "RSA-2048" | "ECDSA-P256";

/** A lab of fresh hosts with kubewright on each, given away again when the work is done. */
export async function withFreshHosts<T>(
  names: readonly string[],
  algorithm: Algorithm,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const lab = openLab({ name: checkoutLabName("bench") });
  await lab.down();
  const hosts = await lab.up(names);
  try {
    const endpoint = lab.host(names[0] ?? "").address;
    await equip(hosts, await configuration(forJoins(endpoint, `encryptionAlgorithm: ${algorithm}`)));
    return await work(lab);
  } finally {
    await lab.down();
  }
}
