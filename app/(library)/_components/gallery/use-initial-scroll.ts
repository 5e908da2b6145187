"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { findPlace } from "./layout/timeline-anchor.ts";
import { HEADER_PX, type TimelineLayout } from "./layout/timeline-layout.ts";
import type { TimelineMonth } from "./layout/timeline-months.ts";
import type { ChunkLoader } from "./list/chunk-loader.ts";
import type { GalleryStore } from "./list/gallery-store.ts";
import { type ListSort, monthOf } from "./tile/image-time.ts";
import { arriveAt } from "./tile/photo-transition.ts";

interface TimelineToBegin {
  element: RefObject<HTMLElement | null>;
  gallery: GalleryStore;
  loader: ChunkLoader;
  sort: ListSort;
  months: readonly TimelineMonth[];
  layout: TimelineLayout;
  /** "2024-05" */
  firstMonth: string | undefined;
  goTo: (place: number) => void;
}

/** Of the screen, above the photo that one comes back to. */
const SPACE_ABOVE = 1 / 3;
/** So far above its first row a timeline begins at most, pixels. */
const MAX_ABOVE_PX = 1_000;

/**
 * Has a timeline that comes up begin at the photo that was looked at last, whose tile gets the focus: where it is not
 * loaded, at its month until it is. Else it begins at the requested month.
 */
export function useInitialScroll(timeline: TimelineToBegin, isMeasured: boolean): void {
  const { element, gallery, loader, sort, months, layout, firstMonth, goTo } = timeline;
  const [sought, setSought] = useState<string>();
  const isFirst = useRef(true);
  const unfocused = useRef<string>(undefined);

  const focus = useCallback(() => {
    const tile = element.current?.querySelector<HTMLElement>(`[data-tile="${unfocused.current}"]`);
    if (!tile) return;
    unfocused.current = undefined;
    tile.focus({ preventScroll: true });
    if (tile.dataset.tile !== undefined) arriveAt(tile.dataset.tile, tile);
  }, [element]);

  useEffect(() => {
    if (!isMeasured || !isFirst.current) return;
    isFirst.current = false;
    const seen = gallery.takeLastSeen();
    if (seen !== undefined && gallery.isListed(seen)) return setSought(seen);
    const view = seen === undefined ? undefined : gallery.find(seen);
    const month = view ? monthOf(view, sort) : firstMonth;
    const top = layout.months[months.findIndex((one) => one.month === month)]?.top;
    // After the router, which scrolls to the top of a new page.
    if (top) requestAnimationFrame(() => goTo(top - HEADER_PX));
    if (seen !== undefined) void loader.seek(seen).then((isThere) => isThere && setSought(seen));
  }, [isMeasured, gallery, loader, sort, months, layout, firstMonth, goTo]);

  useEffect(() => {
    if (sought === undefined) return;
    const place = findPlace(months, layout, { id: sought, below: -window.innerHeight * SPACE_ABOVE });
    // It may be drawn a moment later.
    if (place === undefined) return;
    setSought(undefined);
    requestAnimationFrame(() => {
      goTo(Math.max(place, -MAX_ABOVE_PX));
      unfocused.current = sought;
      focus();
    });
  }, [sought, months, layout, goTo, focus]);

  // Its tile may be drawn only once the timeline has gone there.
  useEffect(focus);
}
