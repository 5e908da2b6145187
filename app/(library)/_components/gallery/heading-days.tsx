"use client";

import { useRef, useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { GalleryImage } from "./gallery-image.ts";
import { type ListSort, toTime } from "./image-time.ts";
import { nameDays } from "./name-days.ts";
import type { Row } from "./timeline-layout.ts";

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

/** The days of the row that comes next below the heading in which this is, which stays on the screen. */
export function HeadingDays({ rows }: { rows: readonly DatedRow[] }) {
  const t = useTranslations("gallery");
  const element = useRef<HTMLSpanElement>(null);
  const nameOf = (row: DatedRow | undefined) => (row ? nameDays(row.earlier, row.later, t.locale) : "");
  const days = useSyncExternalStore(
    subscribeToScroll,
    () => nameOf(findRowBelow(element.current, rows)),
    () => nameOf(rows[0]),
  );
  return (
    // Each photo says its own day.
    <span ref={element} aria-hidden="true" className="mr-28 ml-2 min-w-0 truncate font-normal text-muted">
      {days}
    </span>
  );
}

function findRowBelow(element: Element | null, rows: readonly DatedRow[]): DatedRow | undefined {
  const [heading, section] = [element?.closest("h2"), element?.closest("section")];
  if (!heading || !section) return rows[0];
  const bottom = heading.getBoundingClientRect().bottom - section.getBoundingClientRect().top;
  return rows.findLast(({ top }) => top <= bottom + 1) ?? rows[0];
}

function subscribeToScroll(onChange: () => void): () => void {
  window.addEventListener("scroll", onChange, { passive: true });
  return () => window.removeEventListener("scroll", onChange);
}
