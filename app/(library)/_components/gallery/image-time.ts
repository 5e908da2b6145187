import { toWallClockMs } from "#lib/images/capture-time.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";

const DAY_LENGTH = "2024-05-18".length;
const MONTH_LENGTH = "2024-05".length;

/** The time by which an image is sorted, in milliseconds: the local time it was taken at, or else when it was uploaded. */
export function toTime(view: Pick<ImageListItem, "takenAt" | "takenOffset" | "uploadedAt"> | undefined): number {
  if (!view) return 0;
  const { takenAt, takenOffset, uploadedAt } = view;
  return takenAt === undefined ? Date.parse(uploadedAt) : toWallClockMs(takenAt, takenOffset);
}

/** The month under which an image is listed, "2024-05". */
export function monthOf(view: ImageListItem): string {
  return dayOf(view).slice(0, MONTH_LENGTH);
}

/** The day under which an image is listed, "2024-05-18". */
export function dayOf(view: ImageListItem): string {
  return new Date(toTime(view)).toISOString().slice(0, DAY_LENGTH);
}

/** To the second, which is all that a chunk says. */
export function toSecond(view: ImageListItem): number {
  return Math.floor(toTime(view) / 1000);
}
