import type { MoveTarget } from "#lib/library/move-target.ts";
import { NO_MONTH } from "#lib/library/no-month.ts";
import { type RatioOf, type TimelineMonth, toBlock, withoutImages } from "../layout/timeline-months.ts";

/*
 * The months of a list in its own order: a single one without a name. An image's position follows from its neighbours
 * alone, not from anything in the image.
 */

/** All images that are loaded, in their order. */
export function listLoaded(months: readonly TimelineMonth[]): string[] {
  return months.flatMap(({ blocks }) => blocks.flatMap(({ ids }) => ids ?? []));
}

/**
 * Where a key moves images of this order: past the next other image, next to the one in the row above or below, or to
 * an end. Undefined at an edge and for other keys.
 */
export function findStep(
  order: readonly string[],
  ids: readonly string[],
  key: string,
  inNextRow: string | undefined,
): MoveTarget | undefined {
  const moved = new Set(ids);
  const isOther = (id: string) => !moved.has(id);
  const [first, last] = [order.findIndex((id) => moved.has(id)), order.findLastIndex((id) => moved.has(id))];
  const before = (id: string | undefined) => (id === undefined ? undefined : { before: id });
  const after = (id: string | undefined) => (id === undefined ? undefined : { after: id });
  switch (key) {
    case "ArrowLeft":
      return before(order.slice(0, first).findLast(isOther));
    case "ArrowRight":
      return after(order.slice(last + 1).find(isOther));
    case "ArrowUp":
      return before(inNextRow);
    case "ArrowDown":
      return after(inNextRow);
    case "Home":
      return "start";
    case "End":
      return "end";
    default:
      return undefined;
  }
}

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
 * The months with images beside another one or at an end, in this order. A place that is not loaded only counts them.
 */
export function withImagesAt(
  months: readonly TimelineMonth[],
  ids: readonly string[],
  to: MoveTarget,
  ratioOf: RatioOf,
): TimelineMonth[] {
  // What is among the images themselves says nothing once they are taken out.
  const place = resolve(months, new Set(ids), to);
  const [month = { month: NO_MONTH, count: 0, blocks: [toBlock([], ratioOf)] }] = withoutImages(
    months,
    new Set(ids),
    ratioOf,
  );
  const { blocks } = month;
  const { index, at } = findSlot(blocks, place);
  const block = blocks[index];
  const changed = { ...month, count: month.count + ids.length };
  if (!block?.ids) return [changed];
  const filled = toBlock(block.ids.toSpliced(at, 0, ...ids), ratioOf, block.isStale);
  return [{ ...changed, blocks: blocks.with(index, filled) }];
}

/** The block that a place is in, and how many of its images come before it. */
function findSlot(blocks: TimelineMonth["blocks"], place: MoveTarget): { index: number; at: number } {
  if (place === "start") return { index: 0, at: 0 };
  if (place === "end") return { index: blocks.length - 1, at: blocks.at(-1)?.ids?.length ?? 0 };
  const id = toBeside(place);
  const index = blocks.findIndex(({ ids }) => ids?.includes(id));
  return { index, at: (blocks[index]?.ids?.indexOf(id) ?? 0) + Number("after" in place) };
}

/** The same place by an image that is not moved itself. */
function resolve(months: readonly TimelineMonth[], moved: ReadonlySet<string>, to: MoveTarget): MoveTarget {
  if (typeof to === "string" || !moved.has(toBeside(to))) return to;
  const followers = followersOf(months);
  let next = followers.get(toBeside(to));
  while (next !== undefined && moved.has(next)) next = followers.get(next);
  return next === undefined ? "end" : { before: next };
}

function toBeside(to: Exclude<MoveTarget, string>): string {
  return "before" in to ? to.before : to.after;
}
