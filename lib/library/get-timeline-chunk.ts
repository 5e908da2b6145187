import type { User } from "#lib/accounts/user.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import type { ImageListItem } from "./image-list-api.ts";
import type { ImageQuery } from "./image-query.ts";
import { toWallClock } from "./image-row.ts";
import type { LibraryServices } from "./library-services.ts";
import type { ChunkRequest } from "./read-chunk.ts";
import type { TimelineChunk } from "./timeline-api.ts";
import { toListItem } from "./to-list-item.ts";

const SECOND_LENGTH = "2024-05-01T10:00:00".length;
const MONTH_LENGTH = "2024-05".length;

interface Drawn {
  item: ImageListItem;
  /** Local time by which it is sorted, "2024-05-01T10:00:00". */
  taken: string;
}

/** What a timeline draws of the images at a place of a list. */
export async function getTimelineChunk(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  query: ImageQuery,
  chunk: ChunkRequest,
  own?: OwnChange[],
): Promise<TimelineChunk> {
  const [{ value }, signer] = await Promise.all([
    library.read(user.id, "chunk", { query, chunk }, own),
    createRenditionSigner(storage),
  ]);
  const drawn = value.images.flatMap((image) => {
    const item = toListItem(image, user.id, signer, [image.renditions.medium ? "medium" : "thumbnail"]);
    return item ? [{ item, taken: new Date(toWallClock(image)).toISOString().slice(0, SECOND_LENGTH) }] : [];
  });
  return toColumns(drawn, value.first?.offset ?? 0);
}

function toColumns(drawn: Drawn[], offset: number): TimelineChunk {
  const column = <T>(read: (item: ImageListItem) => T) => drawn.map(({ item }) => read(item));
  return {
    months: toRuns(drawn, offset),
    ids: column(({ id }) => id),
    fileNames: column(({ fileName }) => fileName),
    contentTypes: column(({ contentType }) => contentType),
    statuses: column(({ status }) => status),
    failures: column(({ failure }) => failure ?? null),
    widths: column(({ width }) => width ?? null),
    heights: column(({ height }) => height ?? null),
    frames: column(({ frames }) => frames ?? null),
    transparent: column(({ transparent }) => transparent === true),
    favourites: column(({ favourite }) => favourite),
    taken: drawn.map(({ taken }) => taken),
    thumbhashes: column(({ thumbhash }) => thumbhash ?? null),
    urls: column(({ renditions }) => (renditions.medium ?? renditions.thumbnail)?.url ?? null),
  };
}

function toRuns(drawn: Drawn[], offset: number): TimelineChunk["months"] {
  const runs: TimelineChunk["months"] = [];
  for (const { taken } of drawn) {
    const month = taken.slice(0, MONTH_LENGTH);
    const run = runs.at(-1);
    if (run?.month === month) run.count += 1;
    else runs.push({ month, offset: runs.length === 0 ? offset : 0, count: 1 });
  }
  return runs;
}
