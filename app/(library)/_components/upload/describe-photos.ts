import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import { type CallApi, createLibraryClient, pause } from "#lib/imports/library-client.ts";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";
import type { Collections } from "#lib/imports/skylight-catalogue.ts";
import { type WordsSummary, writeWords } from "#lib/imports/write-words.ts";
import { toFailed, toPath, toSkipped } from "./skipped-items.ts";
import type { UploadStore } from "./upload-store.ts";

const CONCURRENCY = 4;
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 500;

/** Applies an export's metadata to the uploaded photos and reports the outcome. Returns whether any photo changed. */
export async function describePhotos(
  photos: readonly { imageId: string; photo: PlannedPhoto }[],
  collections: Collections,
  words: WordsOptions,
  uploads: UploadStore,
  nextKey: () => string,
): Promise<boolean> {
  const imported = photos.map(({ imageId, photo: { entry, facts, albums } }) => ({
    imageId,
    path: toPath(entry),
    facts,
    albums,
  }));
  if (imported.length === 0 && isEmpty(collections)) return false;
  const t = browserTranslations("upload");
  const notice = toast.loading(t("describing"), { duration: Number.POSITIVE_INFINITY });
  const { signal } = new AbortController();
  try {
    const summary = await writeWords({
      imported,
      collections,
      library: createLibraryClient(callPatiently(signal), signal),
      words,
      concurrency: CONCURRENCY,
      signal,
    });
    uploads.add([
      ...summary.failed.map((failure) => toFailed(nextKey(), failure)),
      ...summary.notes.map((note) => toSkipped(nextKey(), { part: "", ...note })),
    ]);
    tell(summary, notice);
    return summary.changed > 0;
  } catch (error) {
    const description = t("goOn");
    toast.error(toErrorMessage(error), { id: notice, description, duration: Number.POSITIVE_INFINITY });
    // It may have got half way.
    return true;
  }
}

function isEmpty({ albums, tags, searches = [] }: Collections): boolean {
  return albums.length + tags.length + searches.length === 0;
}

function tell(summary: WordsSummary, notice: string | number): void {
  const { changed, failed, left } = summary;
  const t = browserTranslations("upload");
  const made = nameMade(summary);
  const description = made.length > 0 ? t("made", { what: new Intl.ListFormat(t.locale).format(made) }) : undefined;
  const missing = failed.length + left;
  if (missing > 0) {
    toast.warning(t("notDescribed", { count: missing }), { id: notice, description, duration: 10_000 });
  } else toast.success(t("described", { count: changed }), { id: notice, description, duration: 10_000 });
}

/** What was made beside the photos: "2 albums", "1 tag". */
function nameMade({ albumsMade, tagsMade, searchesMade, stacksMade }: WordsSummary): string[] {
  const t = browserTranslations("upload");
  const account = browserTranslations("account");
  return [
    albumsMade > 0 && account("albums", { count: albumsMade }),
    tagsMade > 0 && account("tags", { count: tagsMade }),
    searchesMade > 0 && t("searchesMade", { count: searchesMade }),
    stacksMade > 0 && t("stacksMade", { count: stacksMade }),
  ].filter((name) => name !== false);
}

/** Tries again what may pass, ever more slowly. */
function callPatiently(signal: AbortSignal): CallApi {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await callApi(path, { method, body, signal });
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof ApiError) || !isPassing(error)) throw error;
        await pause(error.retryAfterMs ?? FIRST_DELAY_MS * 2 ** (attempt - 1), signal);
      }
    }
  };
}

function isPassing({ status, code }: ApiError): boolean {
  return status === 0 || status === 429 || status >= 500 || code === "too_many_bulk_changes";
}
