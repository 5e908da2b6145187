import { findAt, type TimelineLayout } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

/** The index of the month at a place; of months side by side the first. */
export function monthAt({ months }: Pick<TimelineLayout, "months">, place: number): number {
  const top = months[findAt(months, place)]?.top;
  return Math.max(
    0,
    months.findIndex((month) => month.top === top),
  );
}

/**
 * The index of the month that a key leads to from the one that `monthAt` found; their number stands for the end of the
 * timeline. Arrows lead past all months that stand side by side, page keys to the beginning of a year.
 */
export function nextIndex(
  months: readonly Pick<TimelineMonth, "month">[],
  { months: placed }: Pick<TimelineLayout, "months">,
  index: number,
  key: string,
): number | undefined {
  const yearOf = (at: number) => months[at]?.month.slice(0, 4);
  const isBelow = (at: number) => (placed[at]?.top ?? 0) > (placed[index]?.top ?? 0);
  switch (key) {
    case "ArrowUp":
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowDown":
    case "ArrowRight": {
      const below = months.findIndex((_, at) => isBelow(at));
      return below < 0 ? months.length : below;
    }
    case "PageUp": {
      const before = months.findLastIndex((_, at) => at < index && yearOf(at) !== yearOf(index));
      return Math.max(
        0,
        months.findIndex((_, at) => yearOf(at) === yearOf(before)),
      );
    }
    case "PageDown": {
      const after = months.findIndex((_, at) => isBelow(at) && yearOf(at) !== yearOf(index));
      return after < 0 ? months.length : after;
    }
    case "Home":
      return 0;
    case "End":
      return months.length;
    default:
      return undefined;
  }
}
