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
  const settled = useDeferredValue(place);
  return toDrawnRange(place, settled, screen);
}

/** The range while what lies around a place has been drawn for `settled` only. */
export function toDrawnRange(place: number, settled: number, screen: number): Range {
  const wanted = { from: place - screen, to: place + 2 * screen };
  const drawn = { from: settled - screen, to: settled + 2 * screen };
  const isApart = drawn.to < wanted.from || drawn.from > wanted.to;
  if (isApart) return { from: place, to: place + screen };
  return {
    from: Math.min(place, Math.max(wanted.from, drawn.from)),
    to: Math.max(place + screen, Math.min(wanted.to, drawn.to)),
  };
}
