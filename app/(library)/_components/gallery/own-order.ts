import type { MoveTarget } from "#lib/library/move-target.ts";
import { NO_MONTH } from "#lib/library/no-month.ts";
import { type RatioOf, type TimelineMonth, toBlock, withoutImages } from "./timeline-months.ts";

/*
 * The months of a list in an order of its own, which is one without a name: nothing that an image says of itself tells
 * where it belongs, only what stands beside it.
 */

/** All images that are loaded, in their order. */
export function listLoaded(months: readonly TimelineMonth[]): string[] {
  return months.flatMap(({ blocks }) => blocks.flatMap(({ ids }) => ids ?? []));
}

/**
 * Where a key takes images that stand in this order: beside the next other one, or beside the one in the row above or
 * below, or to an end; undefined where there is nothing in that direction, and for other keys.
 */
export function findStep(
  order: readonly string[],
  ids: readonly string[],
  key: string,
  inNextRow: string | undefined,
): MoveTarget | undefined {
  const moved = new Set(ids);
  const isOther = (id: string) => !moved.has(id);
  const beside = (place: "before" | "after", id: string | undefined): MoveTarget | undefined =>
    id === undefined ? undefined : place === "before" ? { before: id } : { after: id };
  switch (key) {
    case "ArrowLeft":
      return beside(
        "before",
        order
          .slice(
            0,
            order.findIndex((id) => moved.has(id)),
          )
          .findLast(isOther),
      );
    case "ArrowRight":
      return beside("after", order.slice(order.findLastIndex((id) => moved.has(id)) + 1).find(isOther));
    case "ArrowUp":
      return beside("before", inNextRow);
    case "ArrowDown":
      return beside("after", inNextRow);
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

/** The months with images beside another one or at an end, in this order. A place that is not loaded only counts them. */
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
  const beside = typeof place === "string" ? undefined : toBeside(place);
  const holding =
    beside === undefined
      ? place === "start"
        ? 0
        : blocks.length - 1
      : blocks.findIndex((one) => one.ids?.includes(beside));
  const block = blocks[holding];
  const changed = { ...month, count: month.count + ids.length };
  if (!block?.ids) return [changed];
  const isBehind = typeof place === "string" ? place === "end" : "after" in place;
  const at = beside === undefined ? (isBehind ? block.ids.length : 0) : block.ids.indexOf(beside) + Number(isBehind);
  const filled = toBlock(block.ids.toSpliced(at, 0, ...ids), ratioOf, block.isStale);
  return [{ ...changed, blocks: blocks.with(holding, filled) }];
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
