import { NO_MONTH } from "#lib/library/no-month.ts";
import { type RatioOf, type TimelineMonth, toBlock, withoutImages } from "./timeline-months.ts";

/*
 * The months of a list in an order of its own, which is one without a name: nothing that an image says of itself tells
 * where it belongs, only what stands beside it.
 */

/** What follows each image: undefined for the last of all. Left out is one before a place that is not loaded. */
export function followersOf(months: readonly TimelineMonth[]): Map<string, string | undefined> {
  const followers = new Map<string, string | undefined>();
  const blocks = months.flatMap((month) => month.blocks);
  for (const [at, { ids = [] }] of blocks.entries()) {
    const after = blocks.slice(at + 1).find((block) => !block.ids || block.ids.length > 0);
    for (const [place, id] of ids.entries()) {
      const isKnown = place < ids.length - 1 || !after || after.ids;
      if (isKnown) followers.set(id, ids[place + 1] ?? after?.ids?.[0]);
    }
  }
  return followers;
}

/**
 * The months with images before another one, in this order; at the end where there is none. Where those places are not
 * loaded, they are counted and loaded later.
 */
export function withImagesBefore(
  months: readonly TimelineMonth[],
  ids: readonly string[],
  next: string | undefined,
  ratioOf: RatioOf,
): TimelineMonth[] {
  const [month = { month: NO_MONTH, count: 0, blocks: [toBlock([], ratioOf)] }] = withoutImages(
    months,
    new Set(ids),
    ratioOf,
  );
  const holding =
    next === undefined ? month.blocks.length - 1 : month.blocks.findIndex((one) => one.ids?.includes(next));
  const block = month.blocks[holding];
  const changed = { ...month, count: month.count + ids.length };
  if (!block?.ids) return [changed];
  const at = next === undefined ? block.ids.length : block.ids.indexOf(next);
  const filled = toBlock(block.ids.toSpliced(at, 0, ...ids), ratioOf, block.isStale);
  return [{ ...changed, blocks: month.blocks.with(holding, filled) }];
}
