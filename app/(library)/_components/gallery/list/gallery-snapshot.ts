import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { fillMonths, mergeMonths, type TimelineMonth } from "../layout/timeline-months.ts";
import { fromChunk } from "./from-chunk.ts";
import type { GalleryImage } from "./gallery-image.ts";

/** How many images are in each month, as the server says it. */
export interface TimelineCounts {
  months: readonly { month: string; count: number }[];
  /** Files that could not be read, where those are not in the list. */
  failed?: number | undefined;
  /** Absent while the server still reads the library. */
  version?: string | undefined;
}

export interface GallerySnapshot {
  /** Newest first. */
  months: readonly TimelineMonth[];
  /** Files that could not be read, where those are not in the list. */
  failed: number | undefined;
  version: string | undefined;
  /** Another number each time the server's counts were taken over, and with them the places of all images. */
  revision: number;
  /**
   * Images that this tab has moved to other places of the list, the last at the end; one moved twice is in it twice.
   */
  moved: readonly string[];
}

/** Whether months are those that the server counts, with as many images. */
export function isAsCounted(months: readonly TimelineMonth[], counts: TimelineCounts["months"]): boolean {
  return (
    months.length === counts.length &&
    counts.every(({ month, count }, at) => months[at]?.month === month && months[at]?.count === count)
  );
}

/** What the server and the first client rendering show, before any store holds anything. */
export function snapshotOfPage(
  counts: TimelineCounts,
  chunk: TimelineChunk,
): GallerySnapshot & { tileOf: (id: string) => GalleryImage | undefined } {
  const images = new Map(fromChunk(chunk).map((image) => [image.view.id, image]));
  const months = fillMonths(mergeMonths(counts.months, []), chunk, (id) => images.get(id)?.ratio ?? 1);
  return {
    months,
    failed: counts.failed,
    version: counts.version,
    revision: 0,
    moved: [],
    tileOf: (id) => images.get(id),
  };
}
