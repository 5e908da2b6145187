import pMap from "p-map";
import { type ApiClient, FileChangedError, RefusedError } from "./api-client.ts";
import type { PhotoFile } from "./find-photos.ts";
import type { HashMemory } from "./hash-memory.ts";

/** Codes after which no other file can succeed either. */
const HOPELESS_CODES = new Set(["unauthenticated", "invalid_credentials"]);

export interface ImportSummary {
  uploaded: number;
  duplicates: number;
  /** Files the server declined, with its reason. */
  refused: { path: string; reason: string }[];
  /** Files that could not be read or sent. */
  failed: { path: string; reason: string }[];
  /** Files that were not tried because the import was stopped. */
  left: number;
}

/** Uploads the photos, `concurrency` at a time, and tells what became of each. Stops early when `signal` is aborted. */
export async function importPhotos(options: {
  photos: PhotoFile[];
  client: ApiClient;
  memory: HashMemory;
  concurrency: number;
  signal: AbortSignal;
  onDone: (photo: PhotoFile) => void;
}): Promise<ImportSummary> {
  const { photos, client, memory, signal } = options;
  const summary: ImportSummary = { uploaded: 0, duplicates: 0, refused: [], failed: [], left: 0 };
  let isHopeless = false;
  const importOne = async (photo: PhotoFile) => {
    if (signal.aborted || isHopeless) {
      summary.left++;
      return;
    }
    try {
      const outcome = await uploadOne(photo);
      if (outcome === "duplicate") summary.duplicates++;
      else summary.uploaded++;
    } catch (error) {
      if (signal.aborted) {
        summary.left++;
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      (error instanceof RefusedError ? summary.refused : summary.failed).push({ path: photo.path, reason });
      isHopeless ||= error instanceof RefusedError && HOPELESS_CODES.has(error.code);
    }
    options.onDone(photo);
  };
  await pMap(photos, importOne, { concurrency: options.concurrency });
  return summary;

  async function uploadOne(photo: PhotoFile): Promise<"uploaded" | "duplicate"> {
    if (photo.bytes === 0) throw new RefusedError("invalid_request", "The file is empty");
    try {
      return await client.upload(photo, await memory.getHash(photo));
    } catch (error) {
      // It may have been changed without a new size or time since its hash was taken.
      if (!(error instanceof FileChangedError)) throw error;
      memory.forget(photo);
      return client.upload(photo, await memory.getHash(photo));
    }
  }
}
