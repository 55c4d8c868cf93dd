/** "uid:gid" as two numbers. Throws for anything else. */
export function ids(owner: string): [number, number] {
  const match = /^(\d+):(\d+)$/.exec(owner);
  if (match === null) throw new Error(`owner "${owner}" is not "uid:gid"`);
  return [Number(match[1]), Number(match[2])];
}
