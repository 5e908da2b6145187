import pMap from "p-map";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";
import type { ImportedPhoto } from "#lib/imports/write-words.ts";
import { type ApiClient, FileChangedError, RefusedError, type UploadedPhoto } from "../api/api-client.ts";
import { type AnnouncedPhoto, announceAhead } from "./announce-ahead.ts";
import { toDisplayPath } from "./find-entries.ts";
import type { HashMemory } from "./hash-memory.ts";

/** Codes after which no other file can succeed either. */
const HOPELESS_CODES = new Set(["unauthenticated", "invalid_credentials"]);
/**
 * Refusals for want of storage, one after the other, after which there is none for any: a smaller photo may still fit.
 */
const MAX_QUOTA_REFUSALS = 20;

export interface ImportSummary {
  uploaded: number;
  duplicates: number;
  /** Files the server declined, with its reason. */
  refused: { path: string; reason: string }[];
  /** Files that could not be read or sent. */
  failed: { path: string; reason: string }[];
  /** Files that were not tried because the import was stopped, or the storage is full. */
  left: number;
  /** What is in the library now, in the order of the photos. */
  imported: ImportedPhoto[];
}

/** Uploads the photos, `concurrency` at a time, and tells what became of each. Stops early when `signal` is aborted. */
export async function importPhotos(options: {
  photos: PlannedPhoto[];
  client: ApiClient;
  memory: HashMemory;
  concurrency: number;
  signal: AbortSignal;
  onDone: (photo: PlannedPhoto) => void;
}): Promise<ImportSummary> {
  const { photos, client, memory, signal } = options;
  const summary: ImportSummary = { uploaded: 0, duplicates: 0, refused: [], failed: [], left: 0, imported: [] };
  const imageIds = new Map<PlannedPhoto, string>();
  let isHopeless = false;
  let quotaRefusals = 0;
  const isStopped = () => signal.aborted || isHopeless;
  const importOne = async ({ photo, begun }: AnnouncedPhoto) => {
    if (isStopped()) {
      summary.left++;
      return;
    }
    try {
      const { outcome, imageId } = await uploadOne(photo, begun);
      imageIds.set(photo, imageId);
      quotaRefusals = 0;
      if (outcome === "duplicate") summary.duplicates++;
      else summary.uploaded++;
    } catch (error) {
      if (signal.aborted) {
        summary.left++;
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      (error instanceof RefusedError ? summary.refused : summary.failed).push({
        path: toDisplayPath(photo.entry),
        reason,
      });
      if (error instanceof RefusedError) {
        if (error.code === "quota_exceeded") quotaRefusals++;
        isHopeless ||= HOPELESS_CODES.has(error.code) || quotaRefusals === MAX_QUOTA_REFUSALS;
      }
    }
    options.onDone(photo);
  };
  await pMap(announceAhead(photos, { client, memory, isStopped }), importOne, { concurrency: options.concurrency });
  summary.imported = photos.flatMap((photo) => {
    const imageId = imageIds.get(photo);
    const { entry, facts, albums } = photo;
    return imageId === undefined ? [] : [{ imageId, path: toDisplayPath(entry), facts, albums }];
  });
  return summary;

  async function uploadOne(photo: PlannedPhoto, begun: AnnouncedPhoto["begun"]): Promise<UploadedPhoto> {
    const { entry } = photo;
    if (begun instanceof RefusedError) throw begun;
    if (entry.bytes === 0) throw new RefusedError("invalid_request", "The file is empty");
    try {
      return await client.upload(photo, await memory.getHash(entry), begun);
    } catch (error) {
      // It may have been changed without a new size or time since its hash was taken.
      if (!(error instanceof FileChangedError)) throw error;
      memory.forget(entry);
      return client.upload(photo, await memory.getHash(entry));
    }
  }
}
