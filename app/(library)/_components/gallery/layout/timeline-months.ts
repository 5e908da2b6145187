import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import type { Block } from "./timeline-layout.ts";

/*
 * The months of a list, in blocks that are loaded as a whole. Everything here is immutable, so that components can
 * compare by identity.
 */

/** Images that are loaded together, and asked for by their place in the month. */
export const BLOCK_SIZE = 100;

export interface MonthBlock extends Block {
  /** Undefined while they have not been loaded, and after others took their room. */
  ids: readonly string[] | undefined;
  /** Whether the list has changed since it was loaded; it is shown until it is loaded again. */
  isStale: boolean;
}

export interface TimelineMonth {
  /** "2024-05", or `NO_MONTH`. */
  month: string;
  count: number;
  blocks: readonly MonthBlock[];
}

export type RatioOf = (id: string) => number;

/** A block of these images. */
export function toBlock(ids: readonly string[], ratioOf: RatioOf, isStale = false): MonthBlock {
  return { count: ids.length, ids, ratios: ids.map(ratioOf), isStale };
}

/**
 * The months as the server counts them, with what was loaded of them before. All of it may have changed and is stale;
 * where a month has more or fewer images than before, so are the borders of its blocks.
 */
export function mergeMonths(
  counts: readonly { month: string; count: number }[],
  before: readonly TimelineMonth[],
): TimelineMonth[] {
  const known = new Map(before.map((month) => [month.month, month]));
  return counts.map(({ month, count }) => {
    const old = known.get(month)?.blocks ?? [];
    const blocks = Array.from({ length: Math.ceil(count / BLOCK_SIZE) }, (_, index): MonthBlock => {
      const size = Math.min(BLOCK_SIZE, count - index * BLOCK_SIZE);
      const block = old[index];
      if (block?.ids) return { ...block, isStale: true };
      const ratios = block?.count === size ? block.ratios : undefined;
      return { count: size, ids: undefined, ratios, isStale: true };
    });
    return { month, count, blocks };
  });
}

interface FillOptions {
  /** What is left out. */
  hidden?: { has(id: string): boolean };
  /** Shown as it is until it has been loaded again. */
  isStale?: boolean;
  /** Whether blocks that are loaded stay as they are. */
  areOthersKept?: boolean;
}

/**
 * The months with the images of a chunk in their blocks, but for those that are hidden; a block of which the chunk has
 * only a part stays as it is. How many images a month has stays what the server counted: by it places are asked for.
 */
export function fillMonths(
  months: readonly TimelineMonth[],
  { months: runs, ids }: Pick<TimelineChunk, "months" | "ids">,
  ratioOf: RatioOf,
  { hidden, isStale = false, areOthersKept = false }: FillOptions = {},
): TimelineMonth[] {
  let position = 0;
  const filled = new Map<string, Map<number, readonly string[]>>();
  for (const [at, { month, offset, count }] of runs.entries()) {
    const known = months.find((one) => one.month === month)?.count ?? 0;
    // Where another month follows, this one ends, whatever this tab has added or hidden of it.
    const size = at < runs.length - 1 ? offset + count : Math.max(known, offset + count);
    const blocks = new Map<number, readonly string[]>();
    for (let index = Math.ceil(offset / BLOCK_SIZE); index * BLOCK_SIZE < offset + count; index++) {
      const end = Math.min((index + 1) * BLOCK_SIZE, size);
      if (end > offset + count) break;
      const first = position + index * BLOCK_SIZE - offset;
      const shown = ids.slice(first, first + end - index * BLOCK_SIZE).filter((id) => !hidden?.has(id));
      blocks.set(index, shown);
    }
    filled.set(month, blocks);
    position += count;
  }
  const arrived = new Set([...filled.values()].flatMap((blocks) => [...blocks.values()].flat()));
  return months.map((month) => {
    const news = filled.get(month.month);
    const hasDouble = month.blocks.some(({ ids: old }) => old?.some((id) => arrived.has(id)));
    if (!news?.size && !hasDouble) return month;
    const blocks = month.blocks.map((block, index) => {
      const fresh = news?.get(index);
      if (fresh && !(areOthersKept && block.ids)) return toBlock(fresh, ratioOf, isStale);
      // An image that has moved stands once: where the newest answer has it.
      if (!block.ids?.some((id) => arrived.has(id))) return block;
      return toBlock(
        block.ids.filter((id) => !arrived.has(id)),
        ratioOf,
        block.isStale,
      );
    });
    return { ...month, blocks };
  });
}

/** The months without these images. */
export function withoutImages(
  months: readonly TimelineMonth[],
  ids: ReadonlySet<string>,
  ratioOf: RatioOf,
): TimelineMonth[] {
  return months.flatMap((month) => {
    let removed = 0;
    const blocks = month.blocks.map((block) => {
      const kept = block.ids?.filter((id) => !ids.has(id));
      if (!block.ids || !kept || kept.length === block.ids.length) return block;
      removed += block.ids.length - kept.length;
      return toBlock(kept, ratioOf, block.isStale);
    });
    if (removed === 0) return [month];
    const left = blocks.filter(({ count }) => count > 0);
    // Counts that came since the blocks did may be without these already; the next ones will tell.
    const count = Math.max(0, month.count - removed);
    return left.length === 0 ? [] : [{ ...month, count, blocks: left }];
  });
}

/** The months with an image in another shape. */
export function withShape(months: readonly TimelineMonth[], id: string, ratioOf: RatioOf): TimelineMonth[] {
  return months.map((month) => {
    const at = month.blocks.findIndex(({ ids }) => ids?.includes(id));
    const block = month.blocks[at];
    if (!block?.ids) return month;
    return { ...month, blocks: month.blocks.with(at, toBlock(block.ids, ratioOf, block.isStale)) };
  });
}

/**
 * The months with one more image, in its month before the first one for which `isAfter` is true. It is only counted
 * where its place is not loaded.
 */
export function withImage(
  months: readonly TimelineMonth[],
  { month, id }: { month: string; id: string },
  isAfter: (id: string) => boolean,
  ratioOf: RatioOf,
): TimelineMonth[] {
  const at = months.findIndex((one) => one.month <= month);
  const found = months[at];
  if (!found || found.month !== month) {
    const added: TimelineMonth = { month, count: 1, blocks: [toBlock([id], ratioOf)] };
    return at < 0 ? [...months, added] : months.toSpliced(at, 0, added);
  }
  const holding = found.blocks.findIndex(({ ids }) => ids?.some(isAfter));
  const index = holding < 0 ? found.blocks.length - 1 : holding;
  const block = found.blocks[index];
  const changed = { ...found, count: found.count + 1 };
  if (!block?.ids) return months.with(at, changed);
  const place = block.ids.findIndex(isAfter);
  // Others that are not loaded may come between.
  if (place === 0 && index > 0 && !found.blocks[index - 1]?.ids) return months.with(at, changed);
  const ids = block.ids.toSpliced(place < 0 ? block.ids.length : place, 0, id);
  return months.with(at, { ...changed, blocks: found.blocks.with(index, toBlock(ids, ratioOf, block.isStale)) });
}

/** The months with blocks ("2024-05 3") given up, which keep the shapes of their images until they are loaded again. */
export function withoutBlocks(months: readonly TimelineMonth[], keys: ReadonlySet<string>): TimelineMonth[] {
  return months.map((month) => ({
    ...month,
    blocks: month.blocks.map((block, index) =>
      block.ids && keys.has(`${month.month} ${index}`) ? { ...block, ids: undefined, isStale: true } : block,
    ),
  }));
}

/** The block in which an image is loaded, "2024-05 3". */
export function findBlock(months: readonly TimelineMonth[], id: string): string | undefined {
  for (const { month, blocks } of months) {
    const index = blocks.findIndex(({ ids }) => ids?.includes(id));
    if (index >= 0) return `${month} ${index}`;
  }
  return undefined;
}

/** All images from one to another, in either direction; undefined where some of them are not loaded. */
export function listBetween(months: readonly TimelineMonth[], one: string, other: string): string[] | undefined {
  const blocks = months.flatMap((month) => month.blocks);
  const [first = -1, last = -1] = [one, other]
    .map((id) => blocks.findIndex(({ ids }) => ids?.includes(id)))
    .sort((left, right) => left - right);
  const between = blocks.slice(first, last + 1);
  if (first < 0 || between.some(({ ids }) => !ids)) return undefined;
  const ids = between.flatMap((block) => block.ids ?? []);
  const [from = 0, to = 0] = [ids.indexOf(one), ids.indexOf(other)].sort((left, right) => left - right);
  return ids.slice(from, to + 1);
}
