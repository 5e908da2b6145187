import { isHidden, leftOutReasons } from "#lib/images/intake.ts";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import { type ImportPlan, planImport } from "#lib/imports/plan-import.ts";
import type { PlannedPhoto, PlanOptions } from "#lib/imports/plan-photo.ts";
import { type ArchiveEntries, listZipEntries } from "#lib/imports/zip-entries.ts";
import { describePhotos } from "./describe-photos.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { toPath, toSkipped } from "./skipped-items.ts";
import type { UploadLimits } from "./upload-limits.ts";
import type { UploadItem, UploadStore } from "./upload-store.ts";

/*
 * Exports of other programs and folders with sidecars, read in the browser as the command does; loaded when one is
 * chosen.
 */

export interface ImportUploads {
  /** Photos, and what is left out with its reason. */
  items: UploadItem[];
  /**
   * Applies an export's metadata to the photos that have arrived, which have these images by their keys, and reports
   * the outcome. Returns whether any photo changed.
   */
  describe(uploads: UploadStore, imageIds: ReadonlyMap<string, string>): Promise<boolean>;
}

/** All files that were chosen, archives opened. Never throws for what is in them. */
export async function findEntries(files: readonly ChosenFile[]): Promise<ArchiveEntries> {
  const found: ArchiveEntries = { entries: [], leftOut: [] };
  for (const { file, path, isUnreadable } of files) {
    if (isUnreadable) found.leftOut.push({ path, part: "", reason: leftOutReasons.unreadable });
    else if (isHidden(path)) found.leftOut.push({ path, part: "", reason: leftOutReasons.hidden });
    else if (/\.zip$/i.test(file.name)) {
      await listZipEntries(file, path, found);
    } else {
      const { size: bytes, lastModified: modifiedMs } = file;
      found.entries.push({ path: path.normalize("NFC"), part: "", bytes, modifiedMs, open: async () => file });
    }
  }
  return found;
}

/** What becomes of every file, before the first is sent. */
export async function planExport(
  { entries, leftOut }: ArchiveEntries,
  options: PlanOptions,
  { contentTypeByExtension }: UploadLimits,
): Promise<ImportPlan> {
  const plan = await planImport(entries, options, contentTypeByExtension);
  return { ...plan, leftOut: [...leftOut, ...plan.leftOut] };
}

/** The plan with all photos in an album as well; the same where its name is empty. */
export function putIntoAlbum(plan: ImportPlan, name: string): ImportPlan {
  const album = name.trim();
  if (album === "") return plan;
  const photos = plan.photos.map((photo) => ({ ...photo, albums: [...new Set([...photo.albums, album])] }));
  return { ...plan, photos };
}

/** What is sent of a plan, and what is done once it is there. */
export function toUploads(
  plan: ImportPlan,
  words: WordsOptions,
  nextKey: () => string,
  toRefusal: (file: Pick<File, "size">) => string | undefined,
): ImportUploads {
  const photos = new Map(plan.photos.map((photo) => [nextKey(), photo]));
  const items = [
    ...[...photos].map(([key, photo]) => toItem(key, photo, toRefusal(toFile(photo)))),
    ...[...plan.leftOut, ...plan.notes].map((line) => toSkipped(nextKey(), line)),
  ];
  return {
    items,
    describe: (uploads, imageIds) => {
      const arrived = [...photos].flatMap(([key, photo]) => {
        const imageId = imageIds.get(key);
        return imageId === undefined ? [] : [{ imageId, photo }];
      });
      return describePhotos(arrived, plan.collections, words, uploads, nextKey);
    },
  };
}

/**
 * A function that describes photos once their uploads are over; called again, it waits for those that are tried again.
 * What is being described is finished first, so that no album is made twice. `describe` is given the images of those
 * that have arrived, by their keys, also where the list of uploads has forgotten them.
 */
export function createDescriber(
  keys: readonly string[],
  uploads: UploadStore,
  describe: (imageIds: ReadonlyMap<string, string>) => Promise<void>,
): () => Promise<void> {
  const own = new Set(keys);
  const imageIds = new Map<string, string>();
  const collect = (some: Iterable<string>) => {
    for (const key of some) {
      const imageId = own.has(key) ? uploads.find(key)?.imageId : undefined;
      if (imageId !== undefined) imageIds.set(key, imageId);
    }
  };
  uploads.subscribe(collect);
  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  return () => {
    next ??= last.then(async () => {
      await uploads.waitFor(keys);
      next = undefined;
      collect(keys);
      await describe(imageIds);
    });
    last = next.catch(() => undefined);
    return next;
  };
}

function toFile({ entry, fileName, contentType }: PlannedPhoto): UploadItem["file"] {
  return { name: fileName, size: entry.bytes, type: contentType };
}

function toItem(key: string, photo: PlannedPhoto, refusal: string | undefined): UploadItem {
  const { entry, contentType } = photo;
  return {
    key,
    file: toFile(photo),
    content: async () => {
      const content = await entry.open();
      return content instanceof Blob ? content : readAll(content);
    },
    path: toPath(entry),
    contentType,
    phase: refusal ? "refused" : "waiting",
    sentBytes: 0,
    message: refusal,
  };
}

/** Unlike a Response, it throws what the stream throws. */
async function readAll(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
  }
}
