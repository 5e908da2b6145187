import { toSortTime } from "#lib/images/capture-time.ts";
import type { GalleryImage } from "./gallery-image.ts";

export interface MonthGroup {
  /** "2024-05" */
  month: string;
  images: GalleryImage[];
}

/**
 * Images cut into months, those of the clocks where they were taken. One that would open a later month again joins the
 * group before it, so that no month is there twice.
 */
export function groupByMonth(images: GalleryImage[]): MonthGroup[] {
  const groups: MonthGroup[] = [];
  for (const image of images) {
    const month = (toSortTime(image.view.takenAt, image.view.takenOffset) ?? image.view.uploadedAt).slice(
      0,
      "2024-05".length,
    );
    const group = groups.at(-1);
    if (group && month >= group.month) group.images.push(image);
    else groups.push({ month, images: [image] });
  }
  return groups;
}

const monthName = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** "May 2024" */
export function nameOfMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? month : monthName.format(date);
}
