const nanosecondsPerMillisecond = 1_000_000n;

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's time.Duration is a signed 64-bit count of nanoseconds. */
const maximumNanoseconds = 2n ** 63n - 1n;

/** Reads a Go duration ("1h30m", "1.5s", "-2m", "0") as milliseconds, with a fraction where it is finer; null when the text is none. */
export function parseDuration(text: string): number | null {
  const sign = text.startsWith("-") ? -1n : 1n;
  const rest = text.replace(/^[-+]/, "");
  if (rest === "0") return 0;
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return null;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(
    /([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const scale = units[unit] ?? 0n;
    total += BigInt(whole || "0") * scale;
    if (fraction !== "") total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  if (total > maximumNanoseconds) return null;
  return toMilliseconds(sign * total);
}

function toMilliseconds(nanoseconds: bigint): number {
  const whole = nanoseconds / nanosecondsPerMillisecond;
  return Number(whole) + Number(nanoseconds % nanosecondsPerMillisecond) / Number(nanosecondsPerMillisecond);
}

function toNanoseconds(milliseconds: number): bigint {
  const whole = Math.trunc(milliseconds);
  const rest = Math.round((milliseconds - whole) * Number(nanosecondsPerMillisecond));
  return BigInt(whole) * nanosecondsPerMillisecond + BigInt(rest);
}

/** Prints milliseconds as Go does: "24h0m0s", "1m30s", "1.5s", "250ms", "0s". */
export function formatDuration(milliseconds: number): string {
  const nanoseconds = toNanoseconds(milliseconds);
  if (nanoseconds < 0n) return `-${formatDuration(-milliseconds)}`;
  if (nanoseconds === 0n) return "0s";
  if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 1_000n)}µs`;
  if (nanoseconds < 1_000_000_000n) return `${decimal(nanoseconds, 1_000_000n)}ms`;
  return clock(nanoseconds);
}

function clock(nanoseconds: bigint): string {
  const minute = units["m"] ?? 1n;
  const seconds = `${decimal(nanoseconds % minute, 1_000_000_000n)}s`;
  const minutes = nanoseconds / minute;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, scale: bigint): string {
  const fraction = String(value % scale)
    .padStart(String(scale).length - 1, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(value / scale) : `${value / scale}.${fraction}`;
}
