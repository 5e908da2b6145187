"use client";

import { useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { GalleryImage } from "../list/gallery-image.ts";
import { type ListSort, toTime } from "../tile/image-time.ts";
import { nameDays } from "./name-days.ts";
import { HEADER_PX, type Row } from "./timeline-layout.ts";
import type { Scrolling } from "./use-virtual-scroll.ts";

/** A row of a month that is drawn. */
export interface DatedRow {
  /** Pixels from the top of the month's section. */
  top: number;
  /** When its last and its first photo were taken, milliseconds by their own clock: newer photos come first. */
  earlier: number;
  later: number;
}

/** When the photos of rows were taken, of those that are loaded. `top` of a row is pixels from that of the timeline. */
export function toDatedRows(
  rows: readonly { row: Row; ids: readonly string[]; top?: number }[],
  monthTop: number,
  tileOf: (id: string) => GalleryImage | undefined,
  sort: ListSort,
): DatedRow[] {
  return rows.flatMap(({ row, ids, top = monthTop }) => {
    const [first, last] = [ids[row.start], ids[row.end - 1]].map((id = "") => tileOf(id)?.view);
    if (!first || !last) return [];
    return [{ top: top - monthTop, earlier: toTime(last, sort), later: toTime(first, sort) }];
  });
}

interface HeadingDaysProps {
  rows: readonly DatedRow[];
  /** Of the month's section, pixels from that of the timeline. */
  monthTop: number;
  /** Pixels that the heading is high. */
  height: number;
  scrolling: Pick<Scrolling, "placeNow" | "subscribe">;
}

/** The days of the row that comes next below the heading in which this is, which stays on the screen. */
export function HeadingDays({ rows, monthTop, height, scrolling }: HeadingDaysProps) {
  const t = useTranslations("gallery");
  const nameOf = (row: DatedRow | undefined) => (row ? nameDays(row.earlier, row.later, t.locale) : "");
  // Told by the layout: to measure headings while they are drawn would have the browser lay out the page each time.
  const nameNow = () => {
    const bottom = Math.max(0, scrolling.placeNow() + HEADER_PX - monthTop) + height;
    return nameOf(rows.findLast(({ top }) => top <= bottom + 1) ?? rows[0]);
  };
  const days = useSyncExternalStore(scrolling.subscribe, nameNow, () => nameOf(rows[0]));
  return (
    // Each photo says its own day.
    <span aria-hidden="true" className="mr-28 ml-2 min-w-0 truncate font-normal text-muted">
      {days}
    </span>
  );
}
