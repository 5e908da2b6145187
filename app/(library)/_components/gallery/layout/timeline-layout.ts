import { NO_MONTH } from "#lib/library/no-month.ts";
import type { Density } from "./density.ts";

/*
 * Where the rows of a timeline lie. Rows are justified: their pictures keep their shapes and fill the width. What has
 * not been loaded is estimated, so that the whole has a height from the beginning.
 */

/** Pictures side by side: those from `start` on and before `end` of a block. */
export interface Row {
  start: number;
  end: number;
  /** Width divided by height of the row without its gaps, together with what is left free behind its last picture. */
  ratio: number;
}

export interface LayoutSettings {
  /** Pixels across at which rows are broken. */
  breakWidth: number;
  /** Pixels across at which they are drawn. */
  width: number;
  /** Pixels that rows aim at. */
  rowHeight: number;
  gap: number;
  headingHeight: number;
  /** So many pictures in each row, where the screen is too narrow to break rows by their shapes. */
  columns: number | undefined;
}

/** Images of a month that are loaded together. `ratios` are known once they have been. */
export interface Block {
  count: number;
  ratios: readonly number[] | undefined;
}

export interface PlacedBlock {
  /** Pixels from the top of the timeline to its first row. */
  top: number;
  height: number;
  rows: readonly Row[] | undefined;
}

/** Months of few pictures stand side by side where there is room. */
export interface PlacedMonth {
  top: number;
  height: number;
  left: number;
  width: number;
  blocks: PlacedBlock[];
}

export interface TimelineLayout {
  settings: LayoutSettings;
  months: PlacedMonth[];
  height: number;
}

/** Pixels at the top of the screen over which the page's header lies, `top-[60px]` of its classes. */
export const HEADER_PX = 60;
const PHONE_WIDTH = 640;
/** Blocks of a hundred are whole rows of each. */
const PHONE_COLUMNS: Record<Density, number> = { small: 5, medium: 4, large: 2 };
/** Pixels that rows of wide screens aim at, and those of very wide ones. */
const ROW_HEIGHTS: Record<Density, readonly [wide: number, veryWide: number]> = {
  small: [120, 140],
  medium: [208, 240],
  large: [288, 320],
};
/** In rows of so few, one panorama would leave the others slits. */
const NARROWEST_OF_COLUMN = 0.8;
const WIDEST_OF_COLUMN = 1.25;
const USUAL_RATIO = 1.25;
const LARGE_WIDTH = 1536;
/** Below a month and beside it. */
export const MONTH_SPACE = 20;
/** Room for the name of a month above a single picture. */
const MIN_MONTH_WIDTH = 130;
/** A last row that would have to grow by more than this shares with the row before it. */
const MAX_GROWTH = 1.5;

/** The settings for a timeline of a width, whose rows were broken for another where one is given. */
export function toSettings(width: number, breakWidth: number = width, density: Density = "medium"): LayoutSettings {
  const isPhone = breakWidth < PHONE_WIDTH;
  const columns = PHONE_COLUMNS[density];
  const [wide, veryWide] = ROW_HEIGHTS[density];
  return {
    breakWidth,
    width,
    rowHeight: isPhone ? Math.round(breakWidth / columns / USUAL_RATIO) : breakWidth < LARGE_WIDTH ? wide : veryWide,
    gap: isPhone ? 2 : 4,
    headingHeight: 40,
    columns: isPhone ? columns : undefined,
  };
}

/** Width divided by height of a picture's tile, which is cropped to it. */
export function toTileRatio(ratio: number, { columns }: Pick<LayoutSettings, "columns">): number {
  return columns === undefined ? ratio : Math.min(WIDEST_OF_COLUMN, Math.max(NARROWEST_OF_COLUMN, ratio));
}

/**
 * Breaks pictures into rows that fill the width. The last row stays at the height aimed at if the month ends with it;
 * otherwise it is filled as well.
 */
export function breakRows(shapes: readonly number[], settings: LayoutSettings, isEnd: boolean): Row[] {
  const { breakWidth, rowHeight, gap, columns } = settings;
  const ratios = shapes.map((ratio) => toTileRatio(ratio, settings));
  const rows: Row[] = [];
  let start = 0;
  let sum = 0;
  const widthOf = (count: number) => breakWidth - gap * (count - 1);
  for (let at = 0; at < ratios.length; at++) {
    const ratio = ratios[at] ?? 1;
    const count = at - start;
    // A row one picture short is too high, one with it too low: the one nearer to the aim.
    if (columns === undefined && count > 0 && (sum + ratio) * rowHeight > widthOf(count + 1)) {
      const without = widthOf(count) / sum;
      const withIt = widthOf(count + 1) / (sum + ratio);
      if (without / rowHeight <= rowHeight / withIt) {
        rows.push({ start, end: at, ratio: sum });
        start = at;
        sum = 0;
      }
    }
    sum += ratio;
    if (columns === undefined ? sum * rowHeight >= widthOf(at + 1 - start) : at + 1 - start === columns) {
      rows.push({ start, end: at + 1, ratio: sum });
      start = at + 1;
      sum = 0;
    }
  }
  if (start < ratios.length) rows.push(...closeLastRow(rows, ratios, { start, sum }, settings, isEnd));
  return rows;
}

function closeLastRow(
  rows: Row[],
  ratios: readonly number[],
  { start, sum }: { start: number; sum: number },
  { breakWidth, rowHeight, gap }: LayoutSettings,
  isEnd: boolean,
): Row[] {
  const end = ratios.length;
  const full = (breakWidth - gap * (end - start - 1)) / rowHeight;
  if (isEnd) return [{ start, end, ratio: Math.max(full, sum) }];
  if (full / sum <= MAX_GROWTH) return [{ start, end, ratio: sum }];
  const before = rows.pop();
  if (!before) return [{ start, end, ratio: sum }];
  const middle = Math.ceil((before.start + end) / 2);
  const sumOf = (from: number, to: number) => ratios.slice(from, to).reduce((total, ratio) => total + ratio, 0);
  return [
    { start: before.start, end: middle, ratio: sumOf(before.start, middle) },
    { start: middle, end, ratio: sumOf(middle, end) },
  ];
}

/**
 * How wide a tile with a ratio is in a row, of CSS. It depends on no other tile, so that none moves while a slow
 * network brings the page piece by piece.
 */
export function toTileWidth(ratio: number, { start, end, ratio: ofRow }: Row, gap: number): string {
  return toShare(ratio / ofRow, gap * (end - start - 1));
}

/** A part of what is between gaps (pixels), of CSS. */
export function toShare(part: number, gaps: number): string {
  return `calc((100% - ${gaps}px) * ${part.toFixed(6)})`;
}

/** Pixels that a row is high in a month of a width. */
export function heightOfRow({ start, end, ratio }: Row, { gap }: LayoutSettings, width: number): number {
  return (width - gap * (end - start - 1)) / ratio;
}

const known = new WeakMap<Block, { settings: LayoutSettings; isEnd: boolean; rows: Row[]; height: number }>();

function placeBlock(block: Block, settings: LayoutSettings, isEnd: boolean): Omit<PlacedBlock, "top"> {
  const { gap, rowHeight, width } = settings;
  if (!block.ratios) {
    const perRow = Math.max(1, width / (rowHeight * USUAL_RATIO + gap));
    return { height: Math.ceil(block.count / perRow) * (rowHeight + gap), rows: undefined };
  }
  const before = known.get(block);
  if (before?.settings === settings && before.isEnd === isEnd) return before;
  const rows = breakRows(block.ratios, settings, isEnd);
  const height = rows.reduce((sum, row) => sum + heightOfRow(row, settings, width) + gap, 0);
  const placed = { settings, isEnd, rows, height };
  known.set(block, placed);
  return placed;
}

/** The row and the width of a month whose pictures do not fill one row; of one that is not loaded as it probably is. */
function toSingleRow(blocks: readonly Block[], placed: Omit<PlacedBlock, "top">, settings: LayoutSettings) {
  const { breakWidth, width, rowHeight, gap } = settings;
  const [block] = blocks;
  if (!block?.count || blocks.length > 1 || breakWidth < PHONE_WIDTH) return undefined;
  const sum = block.ratios?.reduce((total, ratio) => total + ratio, 0) ?? block.count * USUAL_RATIO;
  const height = (rowHeight * width) / breakWidth;
  const gaps = gap * (block.count - 1);
  const monthWidth = Math.max(MIN_MONTH_WIDTH, sum * height + gaps);
  if (monthWidth > width || (placed.rows?.length ?? 1) > 1) return undefined;
  const ratio = (monthWidth - gaps) / height;
  const row: Row = { start: 0, end: block.count, ratio };
  return { width: monthWidth, block: { height: height + gap, rows: block.ratios && [row] } };
}

/** Places all months; one that stands for none has no heading. Blocks that did not change are not computed again. */
export function layoutTimeline(
  months: readonly { month?: string; blocks: readonly Block[] }[],
  settings: LayoutSettings,
): TimelineLayout {
  let bottom = 0;
  let shelf: { top: number; right: number } | undefined;
  const placed = months.map(({ month, blocks }): PlacedMonth => {
    const sizes = blocks.map((block, index) => placeBlock(block, settings, index === blocks.length - 1));
    const single = sizes[0] && toSingleRow(blocks, sizes[0], settings);
    const isBeside = shelf && single && shelf.right + MONTH_SPACE + single.width <= settings.width;
    const left = shelf && isBeside ? shelf.right + MONTH_SPACE : 0;
    const monthTop = shelf && isBeside ? shelf.top : bottom;
    shelf = single && { top: monthTop, right: left + single.width };
    let top = monthTop + (month === NO_MONTH ? 0 : settings.headingHeight);
    const placedBlocks = (single ? [single.block] : sizes).map(({ height, rows }): PlacedBlock => {
      const blockTop = top;
      top += height;
      return { top: blockTop, height, rows };
    });
    top += MONTH_SPACE;
    bottom = Math.max(bottom, top);
    return {
      top: monthTop,
      height: top - monthTop,
      left,
      width: single?.width ?? settings.width,
      blocks: placedBlocks,
    };
  });
  return { settings, months: placed, height: bottom };
}

/** The index of the last of `placed` that begins at or above `y`, the first if none does. */
export function findAt(placed: readonly { top: number }[], y: number): number {
  let low = 0;
  let high = placed.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((placed[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
