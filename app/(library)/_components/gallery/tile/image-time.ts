import { toWallClockMs } from "#lib/images/capture-time.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { ListFilters } from "#lib/library/image-query.ts";
import { NO_MONTH } from "#lib/library/no-month.ts";

const DAY_LENGTH = "2024-05-18".length;
const MONTH_LENGTH = "2024-05".length;

/** What a list is sorted by. */
export type ListSort = NonNullable<ListFilters["sort"]>;

/** What a list is sorted by whose filters are these, as the API takes them. */
export function sortOf(filters: string): ListSort {
  const sort = new URLSearchParams(filters).get("sort");
  return sort === "added" || sort === "trashed" || sort === "position" ? sort : "taken";
}

/**
 * The time by which an image is sorted, in milliseconds: the local time it was taken at, or else when it was uploaded;
 * or when it was uploaded, or deleted. In an own order no time counts, and it is 0.
 */
export function toTime(
  view: Pick<ImageListItem, "takenAt" | "takenOffset" | "uploadedAt" | "trashedAt"> | undefined,
  sort: ListSort = "taken",
): number {
  if (!view || sort === "position") return 0;
  const { takenAt, takenOffset, uploadedAt, trashedAt } = view;
  if (sort !== "taken") return Date.parse((sort === "trashed" && trashedAt) || uploadedAt);
  return takenAt === undefined ? Date.parse(uploadedAt) : toWallClockMs(takenAt, takenOffset);
}

/** The month under which an image is listed, "2024-05"; `NO_MONTH` in an own order. */
export function monthOf(view: ImageListItem, sort?: ListSort): string {
  if (sort === "position") return NO_MONTH;
  return new Date(toTime(view, sort)).toISOString().slice(0, MONTH_LENGTH);
}

/** The day on which an image was taken, "2024-05-18". */
export function dayOf(view: ImageListItem): string {
  return new Date(toTime(view)).toISOString().slice(0, DAY_LENGTH);
}

/** To the second, which is all that a chunk says. */
export function toSecond(view: ImageListItem, sort?: ListSort): number {
  return Math.floor(toTime(view, sort) / 1000);
}
