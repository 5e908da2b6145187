/** Bytes of a file, from `from` up to `to`. */
export interface Range {
  from: number;
  to: number;
}

/** Adds a range behind others; neighbours are one. */
export function addRange(ranges: Range[], { from, to }: Range): void {
  const last = ranges.at(-1);
  if (last?.to === from) last.to = to;
  else if (to > from) ranges.push({ from, to });
}

/** Whether any of some ranges shares bytes with any of others. */
export function overlap(some: readonly Range[], others: readonly Range[]): boolean {
  const byStart = (one: Range, other: Range) => one.from - other.from;
  const [left, right] = [some.toSorted(byStart), others.toSorted(byStart)];
  let [at, until] = [0, 0];
  for (const { from, to } of right) {
    // Ranges of one side may overlap each other, so those that end before are not all past.
    while (at < left.length && (left[at]?.from ?? 0) < to) {
      until = Math.max(until, left[at]?.to ?? 0);
      at += 1;
    }
    if (until > from) return true;
  }
  return false;
}
