const quantity = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$/;

/** True for a Kubernetes quantity: "100Mi", "0.5", 1024. */
export function isQuantity(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "number") && quantity.test(String(value).trim());
}
