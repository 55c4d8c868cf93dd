/** What JSON can say, with whole numbers only: the objects that are printed hold no others. */
export type Data = string | number | boolean | null | readonly Data[] | DataMap;

/** A mapping, as kubeadm's output objects are. */
export interface DataMap {
  readonly [key: string]: Data;
}

export function isList(value: Data | undefined): value is readonly Data[] {
  return Array.isArray(value);
}

export function isMap(value: Data | undefined): value is DataMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that the map itself has; undefined for others, such as "constructor". */
export function member(map: DataMap, key: string): Data | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The keys as Go's printers order them, by their bytes. */
export function sortedKeys(map: DataMap): readonly string[] {
  return Object.keys(map).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
