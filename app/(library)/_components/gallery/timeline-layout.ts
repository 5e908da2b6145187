/*
 * Where the rows of a timeline lie. Rows are justified: their pictures keep their shapes and fill the width. What has not
 * been loaded is estimated, so that the whole has a height from the beginning.
 */

/** Pictures side by side: those from `start` on and before `end` of a block. */
export interface Row {
  start: number;
  end: number;
  /** Width divided by height of the row without its gaps, together with what is left free behind its last picture. */
  ratio: number;
  /** The part of `ratio` that is left free. */
  free: number;
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

export interface PlacedMonth {
  top: number;
  height: number;
  blocks: PlacedBlock[];
}

export interface TimelineLayout {
  settings: LayoutSettings;
  months: PlacedMonth[];
  height: number;
}

const PHONE_WIDTH = 640;
/** So many pictures of the usual shape stand side by side on a phone. */
const PHONE_COLUMNS = 4;
const USUAL_RATIO = 1.25;
const LARGE_WIDTH = 1536;
const MONTH_SPACE = 20;
/** A last row that would have to grow by more than this shares with the row before it. */
const MAX_GROWTH = 1.5;

/** The settings for a timeline of a width, whose rows were broken for another where one is given. */
export function toSettings(width: number, breakWidth: number = width): LayoutSettings {
  const isPhone = breakWidth < PHONE_WIDTH;
  return {
    breakWidth,
    width,
    rowHeight: isPhone ? Math.round(breakWidth / PHONE_COLUMNS / USUAL_RATIO) : breakWidth < LARGE_WIDTH ? 208 : 240,
    gap: isPhone ? 2 : 4,
    headingHeight: 40,
  };
}

/**
 * Breaks pictures into rows that fill the width. The last row stays at the height aimed at if the month ends with it;
 * otherwise it is filled as well.
 */
export function breakRows(ratios: readonly number[], settings: LayoutSettings, isEnd: boolean): Row[] {
  const { breakWidth, rowHeight, gap } = settings;
  const rows: Row[] = [];
  let start = 0;
  let sum = 0;
  const widthOf = (count: number) => breakWidth - gap * (count - 1);
  for (let at = 0; at < ratios.length; at++) {
    const ratio = ratios[at] ?? 1;
    const count = at - start;
    // A row one picture short is too high, one with it too low: the one nearer to the aim.
    if (count > 0 && (sum + ratio) * rowHeight > widthOf(count + 1)) {
      const without = widthOf(count) / sum;
      const withIt = widthOf(count + 1) / (sum + ratio);
      if (without / rowHeight <= rowHeight / withIt) {
        rows.push({ start, end: at, ratio: sum, free: 0 });
        start = at;
        sum = 0;
      }
    }
    sum += ratio;
    if (sum * rowHeight >= widthOf(at + 1 - start)) {
      rows.push({ start, end: at + 1, ratio: sum, free: 0 });
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
  if (isEnd) return [{ start, end, ratio: Math.max(full, sum), free: Math.max(0, full - sum) }];
  if (full / sum <= MAX_GROWTH) return [{ start, end, ratio: sum, free: 0 }];
  const before = rows.pop();
  if (!before) return [{ start, end, ratio: sum, free: 0 }];
  const middle = Math.ceil((before.start + end) / 2);
  const sumOf = (from: number, to: number) => ratios.slice(from, to).reduce((total, ratio) => total + ratio, 0);
  return [
    { start: before.start, end: middle, ratio: sumOf(before.start, middle), free: 0 },
    { start: middle, end, ratio: sumOf(middle, end), free: 0 },
  ];
}

/** Pixels that a row is high at the width at which it is drawn. */
export function heightOfRow({ start, end, ratio }: Row, { width, gap }: LayoutSettings): number {
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
  const height = rows.reduce((sum, row) => sum + heightOfRow(row, settings) + gap, 0);
  const placed = { settings, isEnd, rows, height };
  known.set(block, placed);
  return placed;
}

/** Places all months below each other. Blocks that did not change are not computed again. */
export function layoutTimeline(
  months: readonly { blocks: readonly Block[] }[],
  settings: LayoutSettings,
): TimelineLayout {
  let top = 0;
  const placed = months.map(({ blocks }): PlacedMonth => {
    const monthTop = top;
    top += settings.headingHeight;
    const placedBlocks = blocks.map((block, index): PlacedBlock => {
      const { height, rows } = placeBlock(block, settings, index === blocks.length - 1);
      const blockTop = top;
      top += height;
      return { top: blockTop, height, rows };
    });
    top += MONTH_SPACE;
    return { top: monthTop, height: top - monthTop, blocks: placedBlocks };
  });
  return { settings, months: placed, height: top };
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
