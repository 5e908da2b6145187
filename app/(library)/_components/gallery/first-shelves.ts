import { MONTH_SPACE, type Row, type TimelineLayout, toShare } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

export interface FirstMonth {
  month: string;
  /** Of CSS; by it no month of a shelf moves when the next one comes. */
  width: string;
  /** `before`: how many images of the month come before `ids`. */
  rows: { row: Row; ids: readonly string[]; before: number }[];
  /** Images of the month. */
  count: number;
}

/** What can be drawn before the timeline has been measured: the months that the server sent, by those side by side. */
export function listFirstShelves(months: readonly TimelineMonth[], layout: TimelineLayout): FirstMonth[][] {
  const shelves: FirstMonth[][] = [];
  let top: number | undefined;
  const first = months.findIndex(({ blocks }) => blocks.some(({ ids }) => ids));
  for (let index = Math.max(0, first); index < months.length; index++) {
    const [{ month, count, blocks } = { month: "", count: 0, blocks: [] }, placed] = [
      months[index],
      layout.months[index],
    ];
    let counted = 0;
    const rows = blocks.flatMap(({ ids, count: ofBlock }, block) => {
      const before = counted;
      counted += ofBlock;
      return ids ? (placed?.blocks[block]?.rows ?? []).map((row) => ({ row, ids, before })) : [];
    });
    if (!placed || rows.length === 0) break;
    const gaps = MONTH_SPACE * (layout.months.filter((one) => one.top === placed.top).length - 1);
    const width = toShare(placed.width / (layout.settings.width - gaps), gaps);
    if (placed.top === top) shelves.at(-1)?.push({ month, count, width, rows });
    else shelves.push([{ month, count, width, rows }]);
    top = placed.top;
    if (!blocks.at(-1)?.ids) break;
  }
  return shelves;
}
