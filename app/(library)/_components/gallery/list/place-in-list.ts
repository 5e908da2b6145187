import type { TimelineMonth } from "../layout/timeline-months.ts";

/** Which of a list an image is, from 1, and of how many; undefined where its part of the list has not been loaded. */
export function findPlaceInList(
  months: readonly Pick<TimelineMonth, "blocks">[],
  id: string,
): { position: number; count: number } | undefined {
  let count = 0;
  let position: number | undefined;
  for (const block of months.flatMap(({ blocks }) => blocks)) {
    const at = block.ids?.indexOf(id) ?? -1;
    if (at >= 0) position = count + at + 1;
    count += block.count;
  }
  return position === undefined ? undefined : { position, count };
}
