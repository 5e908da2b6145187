import type { GalleryStore } from "./gallery-store.ts";
import { findPlace } from "./timeline-anchor.ts";
import type { TimelineLayout } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

const MONTH_LENGTH = "2024-05".length;

type Begin = (goTo: (place: number) => void, element: HTMLElement | null) => void;

/**
 * Where a timeline that comes up begins: at the photo that was last looked at, at its month where it has not been loaded,
 * else at the requested month.
 */
export function placeToBegin(
  gallery: GalleryStore,
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  firstMonth: string | undefined,
): Begin | undefined {
  const seen = gallery.takeLastSeen();
  const place =
    seen === undefined ? undefined : findPlace(months, layout, { id: seen, below: -window.innerHeight / 3 });
  if (seen !== undefined && place !== undefined) {
    return (goTo, element) => {
      goTo(Math.max(place, -1_000));
      element?.querySelector<HTMLElement>(`[data-tile="${seen}"]`)?.focus({ preventScroll: true });
    };
  }
  const view = seen === undefined ? undefined : gallery.find(seen);
  const wanted = view ? (view.takenAt ?? view.uploadedAt).slice(0, MONTH_LENGTH) : firstMonth;
  const index = months.findIndex(({ month }) => month === wanted);
  const top = layout.months[index]?.top;
  return top === undefined || top === 0 ? undefined : (goTo) => goTo(top);
}
