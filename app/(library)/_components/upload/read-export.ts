import { toast } from "sonner";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { getName, type ImportEntry, type LeftOutEntry } from "#lib/imports/entry.ts";
import { type CallApi, createLibraryClient, pause } from "#lib/imports/library-client.ts";
import { type PlannedPhoto, type PlanOptions, planImport } from "#lib/imports/plan-import.ts";
import { type WordsSummary, writeWords } from "#lib/imports/write-words.ts";
import { listZipEntries } from "#lib/imports/zip-entries.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import type { UploadLimits } from "./upload-limits.ts";
import type { UploadItem, UploadStore } from "./upload-store.ts";

/* Exports of other programs and folders with sidecars, read in the browser as the command does; loaded when one is chosen. */

/** What the command does unless it is told otherwise. */
const PLAN: PlanOptions = {
  trashed: false,
  archived: "archived",
  partner: true,
  locked: false,
  untitledAlbums: false,
  albumsByFolder: false,
};
const CONCURRENCY = 4;
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 500;

export interface ReadExport {
  /** Photos, and what is left out with its reason. */
  items: UploadItem[];
  /** Tells the library what stands beside the photos that have arrived, and people how that went; whether any was changed. */
  describe(uploads: UploadStore): Promise<boolean>;
}

/** Reads all files, archives opened, before the first is sent. Never throws for what is in them. */
export async function readExport(
  files: readonly ChosenFile[],
  nextKey: () => string,
  toRefusal: (file: Pick<File, "size">) => string | undefined,
  { contentTypeByExtension }: UploadLimits,
): Promise<ReadExport> {
  const entries: ImportEntry[] = [];
  const leftOut: LeftOutEntry[] = [];
  for (const { file, path } of files) {
    if (/\.zip$/i.test(file.name)) {
      const archive = await listZipEntries(file, path);
      entries.push(...archive.entries);
      leftOut.push(...archive.leftOut);
    } else {
      const { size: bytes, lastModified: modifiedMs } = file;
      entries.push({ path: path.normalize("NFC"), part: "", bytes, modifiedMs, open: async () => file });
    }
  }
  const plan = await planImport(entries, PLAN, contentTypeByExtension);
  const photos = new Map(plan.photos.map((photo) => [nextKey(), photo]));
  const items = [
    ...[...photos].map(([key, photo]) => toItem(key, photo, toRefusal(toFile(photo)))),
    ...[...leftOut, ...plan.leftOut, ...plan.notes].map((line) => toSkipped(nextKey(), line)),
  ];
  return { items, describe: (uploads) => describe(photos, uploads, nextKey) };
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

function toSkipped(key: string, line: LeftOutEntry): UploadItem {
  const path = toPath(line);
  const file = { name: getName(path), size: 0, type: "" };
  return {
    key,
    file,
    content: new Blob(),
    path,
    contentType: "",
    phase: "skipped",
    sentBytes: 0,
    message: line.reason,
  };
}

function toPath({ part, path }: Pick<LeftOutEntry, "part" | "path">): string {
  return [part, path].filter((name) => name !== "").join("/");
}

async function describe(
  photos: ReadonlyMap<string, PlannedPhoto>,
  uploads: UploadStore,
  nextKey: () => string,
): Promise<boolean> {
  const imported = [...photos].flatMap(([key, { entry, facts, albums }]) => {
    const { imageId } = uploads.find(key) ?? {};
    return imageId === undefined ? [] : [{ imageId, path: toPath(entry), facts, albums }];
  });
  if (imported.length === 0) return false;
  const notice = toast.loading("Adding captions, times, albums and tags…", { duration: Number.POSITIVE_INFINITY });
  const { signal } = new AbortController();
  try {
    const summary = await writeWords({
      imported,
      library: createLibraryClient(callPatiently(signal), signal),
      words: { people: true, keywords: true },
      concurrency: CONCURRENCY,
      signal,
    });
    uploads.add(
      [...summary.failed, ...summary.notes].map(({ path, reason }) => toSkipped(nextKey(), { part: "", path, reason })),
    );
    tell(summary, notice);
    return summary.changed > 0;
  } catch (error) {
    const description = "Choose the same files again to go on; nothing is sent twice.";
    toast.error(toErrorMessage(error), { id: notice, description, duration: Number.POSITIVE_INFINITY });
    // It may have got half way.
    return true;
  }
}

function tell({ changed, albumsMade, tagsMade, failed, left }: WordsSummary, notice: string | number): void {
  const description = `${count(albumsMade, "album")} and ${count(tagsMade, "tag")} made`;
  const missing = failed.length + left;
  if (missing > 0) {
    toast.warning(`${count(missing, "photo")} could not be described`, { id: notice, description, duration: 10_000 });
  } else toast.success(`${count(changed, "photo")} described`, { id: notice, description, duration: 10_000 });
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
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
