import { callApi } from "#app/_components/call-api.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { BLOCK_SIZE, type TimelineMonth } from "../layout/timeline-months.ts";
import { fromChunk } from "./from-chunk.ts";

/** An image at an end of a range, and the block that it was in: "2024-05 3". */
export interface RangeEnd {
  id: string;
  block: string;
}

/** The most that one request takes. */
const MAX_CHUNK = 500;

/**
 * All images from one end to the other, in either direction, also those that the gallery has not loaded. `filters` are
 * those of the list. @throws Error when the list has changed, so that what is between them is not certain
 */
export async function loadRange(
  months: readonly TimelineMonth[],
  filters: string,
  one: RangeEnd,
  other: RangeEnd,
): Promise<ImageListItem[]> {
  const blocks = listBlocks(months);
  const at = [one, other].map(({ block }) => blocks.findIndex(({ key }) => key === block)).sort((a, b) => a - b);
  const [first, last] = [blocks[at[0] ?? -1], blocks[at[1] ?? -1]];
  const images: ImageListItem[] = [];
  const end = last ? last.start + last.count : 0;
  for (let start = first?.start ?? end; start < end; start += MAX_CHUNK) {
    const query = new URLSearchParams(filters);
    query.set("start", String(start));
    query.set("limit", String(Math.min(MAX_CHUNK, end - start)));
    images.push(...fromChunk(await callApi<TimelineChunk>(`/api/timeline/chunk?${query}`)).map(({ view }) => view));
  }
  const [from = -1, to = -1] = [one, other]
    .map(({ id }) => images.findIndex((image) => image.id === id))
    .sort((a, b) => a - b);
  const isComplete = new Set(images.map(({ id }) => id)).size === end - (first?.start ?? end);
  if (from < 0 || !isComplete) throw new Error("the list has changed");
  return images.slice(from, to + 1);
}

/** The blocks of a list with their places in it, as the server counts. */
function listBlocks(months: readonly TimelineMonth[]): { key: string; start: number; count: number }[] {
  let before = 0;
  return months.flatMap(({ month, count, blocks }) => {
    const start = before;
    before += count;
    return blocks.map((_, index) => ({
      key: `${month} ${index}`,
      start: start + index * BLOCK_SIZE,
      count: Math.max(0, Math.min(BLOCK_SIZE, count - index * BLOCK_SIZE)),
    }));
  });
}
