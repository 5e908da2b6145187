import { callPatiently, waitForLibrary } from "#app/_components/download/try-again.ts";
import type { ZipPhoto } from "#app/_components/download/zip-photos.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { toMonthFolder } from "#lib/exports/archive-paths.ts";
import { type ListPage, listPages } from "#lib/exports/list-pages.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { countPhotosOf } from "./report-change.ts";

type Downloaded = Pick<ImageListItem, "id" | "fileName" | "takenAt" | "status" | "stackSize">;

/** Most images that one page of a list has. */
const PAGE = 200;

const loadZip = () => withLateMessages(() => import("#app/_components/download/download-zip.ts"));

/** Saves the originals of photos, and of all photos of their stacks, as one zip, by month where they are of several. */
export async function downloadSelected(images: Downloaded[]): Promise<void> {
  const { downloadZip } = await loadZip();
  const months = new Set(images.map(({ takenAt }) => toMonthFolder(takenAt)));
  return downloadZip({
    name: browserTranslations("download")("photosName"),
    total: countPhotosOf(images),
    photos: (signal) => toZipPhotos(withStacks(images, signal), months.size > 1),
  });
}

/** Saves the originals of all photos that match `filters`, as the API takes them, as one zip. */
export async function downloadAll(list: {
  name: string;
  total: number | undefined;
  filters: string;
  isByMonth: boolean;
}): Promise<void> {
  const { downloadZip } = await loadZip();
  const { name, total, filters, isByMonth } = list;
  return downloadZip({ name, total, photos: (signal) => toZipPhotos(listAll(filters, signal), isByMonth) });
}

async function* toZipPhotos(
  images: Iterable<Downloaded> | AsyncIterable<Downloaded>,
  isByMonth: boolean,
): AsyncGenerator<ZipPhoto> {
  const seen = new Set<string>();
  for await (const { id, fileName, takenAt, status } of images) {
    // A list that changes while it is read may say a photo twice; one that is still uploading has no file yet.
    if (status === "uploading" || seen.has(id)) continue;
    seen.add(id);
    const folder = isByMonth ? toMonthFolder(takenAt) : "";
    yield { href: `/api/images/${id}/download`, fileName, takenAt, folder };
  }
}

async function* withStacks(images: Downloaded[], signal: AbortSignal): AsyncGenerator<Downloaded> {
  for (const image of images) {
    if (image.stackSize === undefined) yield image;
    else yield* listAll(`stackOf=${image.id}`, signal);
  }
}

function listAll(filters: string, signal: AbortSignal): AsyncGenerator<ImageListItem> {
  const query = new URLSearchParams(filters);
  query.set("limit", String(PAGE));
  query.set("renditions", "thumbnail");
  query.set("unstacked", "true");
  const getPage = (cursor: string | undefined) => {
    if (cursor !== undefined) query.set("cursor", cursor);
    return callPatiently<ListPage<ImageListItem>>(`/api/images?${query}`, signal);
  };
  return listPages(getPage, () => waitForLibrary(signal));
}
