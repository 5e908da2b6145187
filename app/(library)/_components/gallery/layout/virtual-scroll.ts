/*
 * Browsers cut off elements that are higher than some millions of pixels, and a timeline of a million photos is higher.
 * So the element that is scrolled is at most `MAX_ELEMENT_PX` high, and the place in the timeline is kept apart: wheel,
 * keys and fingers move it pixel by pixel, only a leap, as the scroll bar makes it, is scaled.
 */

/** Firefox begins to fail at 17.9 million. */
export const MAX_ELEMENT_PX = 8_000_000;
/** A move of more screens than this between two events is a leap. */
const LEAP_SCREENS = 3;

export interface VirtualScroll {
  /** Pixels of the timeline above the upper edge of the screen. */
  readonly place: number;
  /** Pixels by which what lies at `y` in the timeline is to be drawn below `y` in the element. */
  readonly shift: number;
  /** Height of the element in pixels. */
  readonly elementHeight: number;
}

export const START: VirtualScroll = { place: 0, shift: 0, elementHeight: 0 };

interface Extent {
  /** Height of the timeline. */
  total: number;
  /** Height of the screen. */
  screen: number;
}

const longest = ({ total, screen }: Extent) => Math.max(0, total - screen);

/** Where the element has to be scrolled to, so that the scroll bar says where in the timeline one is. */
export function toScrollTop(place: number, extent: Extent): number {
  const elementHeight = Math.min(extent.total, MAX_ELEMENT_PX);
  if (elementHeight === extent.total || place <= 0) return place;
  return (place / longest(extent)) * longest({ total: elementHeight, screen: extent.screen });
}

function toPlace(scrollTop: number, extent: Extent): number {
  const elementHeight = Math.min(extent.total, MAX_ELEMENT_PX);
  if (elementHeight === extent.total || scrollTop <= 0) return scrollTop;
  return (scrollTop / longest({ total: elementHeight, screen: extent.screen })) * longest(extent);
}

/** The state after the element was scrolled to `scrollTop`. What lies above the element is negative. */
export function scrolled(before: VirtualScroll, scrollTop: number, extent: Extent): VirtualScroll {
  const moved = scrollTop - (before.place + before.shift);
  const isLeap = Math.abs(moved) > LEAP_SCREENS * extent.screen;
  const elementHeight = Math.min(extent.total, MAX_ELEMENT_PX);
  const end = longest({ total: elementHeight, screen: extent.screen });
  // The ends of the element are the ends of the timeline.
  const isEnd = scrollTop <= 0 || scrollTop >= end;
  const place = isLeap || isEnd ? toPlace(scrollTop, extent) : before.place + moved;
  return { place, shift: scrollTop - place, elementHeight };
}

/** The state when what is on the screen stays there although the timeline above it has become higher or lower. */
export function moved(before: VirtualScroll, place: number, extent: Extent): VirtualScroll {
  const scrollTop = before.place + before.shift;
  return { place, shift: scrollTop - place, elementHeight: Math.min(extent.total, MAX_ELEMENT_PX) };
}

/** The state at a place that is gone to, with where to scroll the element for it. */
export function at(place: number, extent: Extent): VirtualScroll & { scrollTop: number } {
  const within = Math.min(place, longest(extent));
  const scrollTop = Math.round(toScrollTop(within, extent));
  return {
    place: within,
    scrollTop,
    shift: scrollTop - within,
    elementHeight: Math.min(extent.total, MAX_ELEMENT_PX),
  };
}
