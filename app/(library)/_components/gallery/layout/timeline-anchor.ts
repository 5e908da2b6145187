import { findAt, heightOfRow, type PlacedMonth, type Row, type TimelineLayout } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

/** What stands at the upper edge of what one sees: an image, or a part of a month. */
export type Anchor =
  | { id: string /** Pixels of that edge below the top of its row. */; below: number }
  | { month: string /** Of the month's height. */; part: number };

/** Below this many pixels under the header one is at the beginning and stays there, so that what comes is seen. */
const BEGINNING_PX = 110;

interface PlacedRow {
  row: Row;
  ids: readonly string[];
  /** How many images of the month come before those. */
  before: number;
  top: number;
  height: number;
}

/** What stands at a place, but for images that are being moved elsewhere; undefined at the very beginning. */
export function findAnchor(
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  place: number,
  moved?: ReadonlySet<string>,
): Anchor | undefined {
  if (place < BEGINNING_PX) return undefined;
  const index = findAt(layout.months, place);
  const [month, placed] = [months[index], layout.months[index]];
  if (!month || !placed) return undefined;
  for (const { row, ids, top, height } of listRows(month, placed, layout)) {
    const id = top + height > place && ids.slice(row.start, row.end).find((one) => !moved?.has(one));
    if (id) return { id, below: place - top };
  }
  return { month: month.month, part: (place - placed.top) / placed.height };
}

/** An image as the anchor, where its row begins on the screen; undefined where it does not. */
export function findAnchorAt(
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  { id, place, screen }: { id: string | undefined; place: number; screen: number },
): Anchor | undefined {
  const top = id === undefined ? undefined : findPlace(months, layout, { id, below: 0 });
  if (id === undefined || top === undefined || top < place || top > place + screen) return undefined;
  return { id, below: place - top };
}

/** Where an anchor lies in another layout, undefined if it is no longer there. */
export function findPlace(
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  anchor: Anchor,
): number | undefined {
  if ("month" in anchor) {
    const placed = layout.months[months.findIndex(({ month }) => month === anchor.month)];
    return placed && placed.top + anchor.part * placed.height;
  }
  for (const [index, month] of months.entries()) {
    const placed = layout.months[index];
    if (!placed || !month.blocks.some(({ ids }) => ids?.includes(anchor.id))) continue;
    const row = listRows(month, placed, layout).find(({ row: { start, end }, ids }) => {
      const at = ids.indexOf(anchor.id);
      return at >= start && at < end;
    });
    return row && row.top + anchor.below;
  }
  return undefined;
}

/** The rows of a month that have been loaded. */
function listRows(month: TimelineMonth, { blocks, width }: PlacedMonth, { settings }: TimelineLayout): PlacedRow[] {
  let counted = 0;
  return month.blocks.flatMap(({ ids, count }, index) => {
    const before = counted;
    counted += count;
    const block = blocks[index];
    if (!ids || !block?.rows) return [];
    let top = block.top;
    return block.rows.map((row) => {
      const height = heightOfRow(row, settings, width);
      const placed = { row, ids, before, top, height };
      top += height + settings.gap;
      return placed;
    });
  });
}

export interface TimelineWindow {
  months: {
    index: number;
    rows: PlacedRow[];
    /** Blocks that have not been loaded. */
    gaps: { top: number; height: number }[];
  }[];
  blocks: { key: string; top: number; bottom: number; isLoaded: boolean }[];
}

/** The image that the Tab key leads to: the one that had the focus, else the first on the screen, of those drawn. */
export function findTabStop(
  { months }: TimelineWindow,
  place: number,
  focused: string | undefined,
): string | undefined {
  const rows = months.flatMap((month) => month.rows);
  const holds = ({ row, ids }: PlacedRow) =>
    ids.indexOf(focused ?? "") >= row.start && ids.indexOf(focused ?? "") < row.end;
  if (focused !== undefined && rows.some(holds)) return focused;
  const first = rows.find(({ top }) => top >= place) ?? rows.at(-1);
  return first?.ids[first.row.start];
}

/** What of a timeline lies between two places. */
export function findWindow(
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  from: number,
  to: number,
): TimelineWindow {
  const found: TimelineWindow = { months: [], blocks: [] };
  // Months side by side have one top.
  const first = layout.months[findAt(layout.months, from)]?.top ?? 0;
  for (let index = layout.months.findIndex(({ top }) => top === first); index >= 0 && index < months.length; index++) {
    const [month, placed] = [months[index], layout.months[index]];
    if (!month || !placed || placed.top > to) break;
    const shown: TimelineWindow["months"][number] = { index, rows: [], gaps: [] };
    for (let at = findAt(placed.blocks, from); at < placed.blocks.length; at++) {
      const [block, { top = 0, height = 0, rows } = {}] = [month.blocks[at], placed.blocks[at]];
      if (!block || top > to) break;
      const isLoaded = block.ids !== undefined;
      found.blocks.push({ key: `${month.month} ${at}`, top, bottom: top + height, isLoaded });
      if (!isLoaded || !rows) shown.gaps.push({ top, height });
    }
    shown.rows = listRows(month, placed, layout).filter((row) => row.top < to && row.top + row.height > from);
    found.months.push(shown);
  }
  return found;
}
