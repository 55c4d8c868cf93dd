import { formatAddress } from "./address.ts";
import { nthAddress, parseCidr } from "./cidr.ts";

/** kubeadm gives the Service `kubernetes` the first and the DNS Service the tenth address of the first network. */
const apiServerIndex = 1;
const dnsIndex = 10;

/** The address of the Service `kubernetes`: 10.96.0.1 in 10.96.0.0/12. Throws RangeError when the subnet has none. */
export function apiServiceAddress(serviceSubnet: string): string {
  return addressAt(serviceSubnet, apiServerIndex);
}

/** The address of the cluster's DNS Service: 10.96.0.10 in 10.96.0.0/12. Throws RangeError when the subnet has none. */
export function dnsServiceAddress(serviceSubnet: string): string {
  return addressAt(serviceSubnet, dnsIndex);
}

function addressAt(serviceSubnet: string, index: number): string {
  const cidr = parseCidr(serviceSubnet.split(",")[0] ?? "");
  const address = cidr === null ? null : nthAddress(cidr, index);
  if (address === null) throw new RangeError(`service subnet ${serviceSubnet} has no address number ${index}`);
  return formatAddress(address);
}
