/** A pure reader of texts that reads each text once: machines look at the same few files again and again. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
}

/** The same for what two texts say together. */
export function rememberedPair<T>(read: (one: string, other: string) => T): (one: string, other: string) => T {
  const ofOther = remembered((other) => remembered((one) => read(one, other)));
  return (one, other) => ofOther(other)(one);
}
