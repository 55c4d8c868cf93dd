import type { Fact } from "../engine/fact.ts";
import { familyOf } from "../ip/address.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** resolv.conf(5), as far as Pods inherit it. */
export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
}

/** Reads resolv.conf(5): words after a keyword at the start of a line; the last search line counts. */
export function parseResolvConf(text: string): ResolvConf {
  const lines = text.split("\n").map((line) =>
    line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/),
  );
  const nameservers = lines.flatMap(([word, address]) =>
    word === "nameserver" && address !== undefined && familyOf(address.replace(/%.*$/, "")) !== 0 ? [address] : [],
  );
  const search = lines.filter(([word]) => word === "search" || word === "domain").at(-1) ?? [];
  return { nameservers, search: search.slice(1).map((word) => plainText(word, 255)) };
}

/** A resolver configuration, or null where the file is not there. */
export function resolvConf(path: string): Fact<ResolvConf | null> {
  return {
    name: `resolver configuration ${path}`,
    read: async (view) => {
      const text = await readText(view, path);
      return text === null ? null : parseResolvConf(text);
    },
  };
}
