import { randomBytes } from "node:crypto";

const largest = 2n ** 63n - 2n;

/** A random serial number of a certificate, 1 to 2^63−2 as with kubeadm: positive, and 64 bits at most. */
export function randomSerial(): bigint {
  for (;;) {
    const value = randomBytes(8).readBigUInt64BE() >> 1n;
    if (value >= 1n && value <= largest) return value;
  }
}
