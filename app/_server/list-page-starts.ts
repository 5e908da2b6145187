import type { MonthCount } from "#lib/library/count-months.ts";

/** Size of the blocks that galleries draw as a whole, in images; the last one of a month is smaller. */
const BLOCK_SIZE = 100;
/** A page has enough blocks for this many images. */
export const PAGE_IMAGES = 100;

/** How many images come before each page of a list, from the block on that has the image at `from`. */
export function listPageStarts(months: readonly MonthCount[], from = 0): number[] {
  const starts: number[] = [];
  let position = 0;
  let images = 0;
  for (const { count } of months) {
    for (let left = count; left > 0; left -= BLOCK_SIZE) {
      const block = Math.min(BLOCK_SIZE, left);
      position += block;
      if (position <= from) continue;
      images += block;
      if (starts.length > 0 && images <= PAGE_IMAGES) continue;
      starts.push(position - block);
      images = block;
    }
  }
  return starts;
}
