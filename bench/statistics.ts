/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** The value that the given part of all values does not exceed, interpolated. */
export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const position = (sorted.length - 1) * part;
  const [lower, upper] = [Math.floor(position), Math.ceil(position)];
  const from = sorted[lower] ?? Number.NaN;
  return from + ((sorted[upper] ?? from) - from) * (position - lower);
}

/** "1.07 (1.05 to 1.10)": the median and the range around it. */
export function withSpread(values: number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
