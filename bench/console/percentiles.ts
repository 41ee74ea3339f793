const tenth = (value: number) => Math.round(value * 10) / 10;

/** In the unit of the values, to a tenth. */
export function percentiles(values: readonly number[]): { p50: number; p99: number; worst: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => tenth(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), worst: tenth(sorted.at(-1) ?? 0) };
}
