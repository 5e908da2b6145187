import type { CSSProperties } from "react";
import type { TimelineWindow } from "./timeline-anchor.ts";
import { MONTH_SPACE, type Row, type TimelineLayout, toShare } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

/*
 * What of a timeline is drawn, and where. Before and after the timeline has been measured it is the same elements with
 * other styles: the server's tiles stay as they are when the scripts take the page over.
 */

export interface DrawnMonth {
  month: TimelineMonth;
  /** Pixels from the top of the timeline; 0 before it has been measured. */
  top: number;
  /** Whether no month stands before it on its shelf; said before the timeline has been measured only. */
  startsShelf: boolean;
  style: CSSProperties;
  /** `before`: how many images of the month come before `ids`. */
  rows: { row: Row; ids: readonly string[]; before: number; top?: number; style: CSSProperties }[];
  /** Blocks that have not been loaded. */
  gaps: TimelineWindow["months"][number]["gaps"];
}

/** What can be drawn before the timeline has been measured: the months that the server sent, one after the other. */
export function drawFirstMonths(months: readonly TimelineMonth[], layout: TimelineLayout): DrawnMonth[] {
  const drawn: DrawnMonth[] = [];
  let top: number | undefined;
  const first = months.findIndex(({ blocks }) => blocks.some(({ ids }) => ids));
  for (const [index, month] of months.entries()) {
    const placed = layout.months[index];
    if (index < first || !placed) continue;
    let counted = 0;
    const rows = month.blocks.flatMap(({ ids, count }, block) => {
      const before = counted;
      counted += count;
      const style = { marginBottom: layout.settings.gap };
      return ids ? (placed.blocks[block]?.rows ?? []).map((row) => ({ row, ids, before, style })) : [];
    });
    if (rows.length === 0) break;
    // By a share of the width no month of a shelf moves when the next one comes.
    const gaps = MONTH_SPACE * (layout.months.filter((one) => one.top === placed.top).length - 1);
    const width = toShare(placed.width / (layout.settings.width - gaps), gaps);
    const style = { width, minWidth: 0, paddingBottom: MONTH_SPACE };
    drawn.push({ month, top: 0, startsShelf: placed.top !== top, style, rows, gaps: [] });
    top = placed.top;
    if (!month.blocks.at(-1)?.ids) break;
  }
  return drawn;
}

/** What lies near the screen, at its place. `shift` is added to places of the timeline, pixels. */
export function drawVisibleMonths(
  { months: visible }: TimelineWindow,
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  shift: number,
): DrawnMonth[] {
  return visible.flatMap(({ index, rows, gaps }) => {
    const [month, placed] = [months[index], layout.months[index]];
    if (!month || !placed) return [];
    const { top, left, width, height } = placed;
    return {
      month,
      top,
      startsShelf: false,
      style: { position: "absolute", top: top + shift, height, left, width },
      rows: rows.map(({ height, ...row }) => ({
        ...row,
        style: { position: "absolute", top: row.top - top, height, insetInline: 0 },
      })),
      gaps,
    };
  });
}
