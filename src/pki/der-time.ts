import { contentOf, type Der, is, primitive, tags } from "./der.ts";

/** From 2050 on a time is a GeneralizedTime (RFC 5280, 4.1.2.5). */
const firstYearWithFourDigits = 2050;

/** A time of a certificate, to the whole second below. */
export function time(at: Date): Der {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:T]/g, "");
  return at.getUTCFullYear() < firstYearWithFourDigits
    ? primitive(tags.utcTime, Buffer.from(digits.slice(2)))
    : primitive(tags.generalizedTime, Buffer.from(digits));
}

/** Reads a UTCTime or GeneralizedTime in the one form RFC 5280 allows; throws an Error for any other. */
export function timeOf(node: Der | undefined): Date {
  const text = contentOf(node).toString("latin1");
  const full = is(node, tags.utcTime) ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
  if (parts === null || !(is(node, tags.utcTime) || is(node, tags.generalizedTime)))
    throw new Error("a time was expected");
  const [, year, month, day, hour, minute, second] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) throw new Error("a time was expected");
  return at;
}
