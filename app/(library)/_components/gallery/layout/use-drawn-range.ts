"use client";

import { useDeferredValue } from "react";

/** A part of a timeline, pixels from its top. */
export interface Range {
  from: number;
  to: number;
}

/**
 * What of a timeline to draw: the screen at once, and the screens before and after it in the pauses between what people
 * do. What is drawn there already stays.
 */
export function useDrawnRange(place: number, screen: number): Range {
  const drawnPlace = useDeferredValue<number | null>(place, null);
  return toDrawnRange(place, drawnPlace, screen);
}

/** The range to draw at a place while the screens around `drawnPlace` are drawn, or none yet. All in pixels. */
export function toDrawnRange(place: number, drawnPlace: number | null, screen: number): Range {
  if (drawnPlace === null) return { from: place, to: place + screen };
  const wanted = { from: place - screen, to: place + 2 * screen };
  const drawn = { from: drawnPlace - screen, to: drawnPlace + 2 * screen };
  const isApart = drawn.to < wanted.from || drawn.from > wanted.to;
  if (isApart) return { from: place, to: place + screen };
  return {
    from: Math.min(place, Math.max(wanted.from, drawn.from)),
    to: Math.max(place + screen, Math.min(wanted.to, drawn.to)),
  };
}
