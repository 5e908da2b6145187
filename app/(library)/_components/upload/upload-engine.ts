import Uppy from "@uppy/core";
import XHRUpload from "@uppy/xhr-upload";
import { ApiError, toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { UnreadableEntryError } from "#lib/imports/entry.ts";
import { announceUpload } from "./announce-upload.ts";
import { createFileHasher, UnreadableFileError } from "./hash-file.ts";
import { activePhases, type UploadItem, type UploadStore } from "./upload-store.ts";

/** So many files are sent at once; each asks for its URL only when its turn comes. */
const FILES_AT_ONCE = 4;
/** Files of archives that are held in memory at once: those being sent, and the next one. */
const UNPACKED_AT_ONCE = FILES_AT_ONCE + 1;
const STALL_WARNING_MS = 60_000;
/** S3's answer to a second PUT under `If-None-Match: *`: the bytes are there, from an attempt whose answer got lost. */
const ALREADY_STORED = 412;
/** A signature that ran out, as after a sleep of the computer, is worth one more URL. */
const FORBIDDEN = 403;

type Meta = { key: string; relativePath: string };
type Body = Record<string, never>;

export interface UploadEngine {
  start(keys: string[]): void;
  cancel(key: string): void;
}

/**
 * Sends the files of a store with Uppy: hash, ask for a signed URL, PUT. Uppy queues, sends, reports progress and
 * repeats failed PUTs; the store says what became of each file. Only files under way are with Uppy.
 */
export function createUploadEngine(
  store: UploadStore,
  onStored: (image: ImageView, isDuplicate: boolean) => void,
): UploadEngine {
  const hash = createFileHasher();
  const uppyIds = new Map<string, string>();
  const cancellations = new Map<string, AbortController>();
  const announced = new Map<string, { image: ImageView; headers: Record<string, string> }>();
  const hasRenewed = new Set<string>();
  /** Bytes of the files under way. */
  const contents = new Map<string, Blob>();
  const packed: string[] = [];
  const unpacked = new Set<string>();
  let starts = 0;

  const uppy = new Uppy<Meta, Body>({ logger: { debug() {}, warn() {}, error() {} } });
  uppy.use(XHRUpload<Meta, Body>, {
    method: "PUT",
    formData: false,
    limit: FILES_AT_ONCE,
    timeout: STALL_WARNING_MS,
    // Uppy awaits `endpoint` within its queue, just before the file's own PUT, but takes `headers` before it. So the
    // signed headers are set on the request itself.
    endpoint: async (fileOrFiles) => prepare([fileOrFiles].flat()[0]?.meta.key ?? ""),
    onBeforeRequest: (xhr, _retryCount, files) => {
      const { headers } = announced.get(files[0]?.meta.key ?? "") ?? {};
      for (const [name, value] of Object.entries(headers ?? {})) xhr.setRequestHeader(name, value);
    },
    // 409: S3 is just storing the same file.
    shouldRetry: ({ status }) => [0, 409, 429].includes(status) || status >= 500,
    // S3 answers an empty body where Uppy expects JSON.
    getResponseData: () => ({}),
  });

  uppy.on("upload-progress", (file, { bytesUploaded }) => {
    if (file && bytesUploaded) store.change(file.meta.key, { phase: "sending", sentBytes: bytesUploaded });
  });
  uppy.on("upload-success", (file) => file && onPutSucceeded(file.meta.key));
  uppy.on("upload-error", (file, _error, response) => {
    if (file) onPutFailed(file.meta.key, response?.status ?? 0);
  });

  /** The signed URL for a file. When there is none to be had it settles the file and leaves Uppy by an AbortError. */
  async function prepare(key: string): Promise<string> {
    const item = store.find(key);
    const cancellation = cancellations.get(key);
    const content = contents.get(key);
    if (!item || !content || !cancellation || cancellation.signal.aborted) throw cancelError();
    try {
      store.change(key, { phase: "preparing" });
      const sha256 = await hash(content);
      cancellation.signal.throwIfAborted();
      const answer = await announceUpload(
        {
          fileName: item.file.name,
          contentType: item.contentType,
          bytes: item.file.size,
          sha256,
        },
        cancellation.signal,
      );
      if (!answer.duplicate) {
        announced.set(key, { image: answer.image, headers: answer.upload.headers });
        store.change(key, { phase: "sending" });
        return answer.upload.url;
      }
      store.change(key, { phase: "duplicate", imageId: answer.image.id });
      onStored(answer.image, true);
    } catch (error) {
      // A cancelled file has been settled by `cancel`.
      if (!cancellation.signal.aborted) store.change(key, toFailure(error));
    }
    forget(key);
    throw cancelError();
  }

  function onPutSucceeded(key: string): void {
    const image = announced.get(key)?.image;
    store.change(key, { phase: "done", imageId: image?.id });
    if (image) onStored({ ...image, status: "processing" }, false);
    forget(key);
  }

  function onPutFailed(key: string, status: number): void {
    if (status === ALREADY_STORED) {
      onPutSucceeded(key);
      return;
    }
    const isRenewable = status === FORBIDDEN && !hasRenewed.has(key);
    forget(key);
    if (isRenewable) {
      hasRenewed.add(key);
      start([key]);
      return;
    }
    store.change(key, {
      phase: "failed",
      sentBytes: 0,
      message: browserTranslations("upload")(status === 0 ? "broke" : "saveFailed"),
      status,
    });
  }

  /** Takes a file out of Uppy, which aborts its request if one is under way. */
  function forget(key: string): void {
    announced.delete(key);
    cancellations.delete(key);
    contents.delete(key);
    const uppyId = uppyIds.get(key);
    uppyIds.delete(key);
    // Uppy still works on the file when it reports its end; it may go once that is over.
    if (uppyId) queueMicrotask(() => uppy.getFile(uppyId) && uppy.removeFile(uppyId));
    if (unpacked.delete(key)) unpackNext();
  }

  function start(keys: string[]): void {
    const items = keys.flatMap((key) => store.find(key) ?? []);
    for (const { key } of items) {
      cancellations.set(key, new AbortController());
      store.change(key, { phase: "waiting", sentBytes: 0, message: undefined });
    }
    const isPacked = ({ content }: UploadItem) => typeof content === "function";
    send(items.flatMap((item) => (item.content instanceof Blob ? [{ item, content: item.content }] : [])));
    for (const item of items) if (isPacked(item)) packed.push(item.key);
    unpackNext();
  }

  function send(files: { item: UploadItem; content: Blob }[]): void {
    for (const { item, content } of files) {
      const { key, file, path } = item;
      contents.set(key, content);
      // Uppy derives its id from this path; the count lets the same file be chosen or tried again.
      starts += 1;
      const meta = { key, relativePath: `${starts}/${path}` };
      uppyIds.set(key, uppy.addFile({ name: file.name, type: file.type, data: content, source: "skylight", meta }));
    }
    if (files.length > 0) uppy.upload().catch(() => undefined);
  }

  /** Reads files out of archives, a few ahead of what is being sent. */
  function unpackNext(): void {
    while (unpacked.size < UNPACKED_AT_ONCE) {
      const key = packed.shift();
      if (key === undefined) return;
      if (!cancellations.has(key)) continue;
      unpacked.add(key);
      void unpack(key);
    }
  }

  async function unpack(key: string): Promise<void> {
    const item = store.find(key);
    const cancellation = cancellations.get(key);
    if (!item || typeof item.content !== "function") return;
    store.change(key, { phase: "preparing" });
    try {
      const content = await item.content();
      if (cancellation && !cancellation.signal.aborted) send([{ item, content }]);
    } catch (error) {
      // Another try may be under way since.
      if (cancellations.get(key) !== cancellation) return;
      store.change(key, toFailure(error));
      forget(key);
    }
  }

  return {
    start,
    cancel(key) {
      const item = store.find(key);
      if (!item || !activePhases.includes(item.phase)) return;
      cancellations.get(key)?.abort(cancelError());
      store.change(key, { phase: "cancelled", sentBytes: 0 });
      forget(key);
    },
  };
}

/** The one error that Uppy passes over in silence. */
function cancelError(): DOMException {
  return new DOMException("Not to be sent", "AbortError");
}

/** Statuses after which the same file would be refused again. */
const FINAL_STATUSES = new Set([413, 415, 422]);

function toFailure(error: unknown): { phase: "failed" | "refused"; message: string; status: number } {
  if (error instanceof UnreadableFileError) {
    return { phase: "failed", message: browserTranslations("upload")("unreadable"), status: 0 };
  }
  if (error instanceof UnreadableEntryError) return { phase: "refused", message: error.message, status: 0 };
  const status = error instanceof ApiError ? error.status : 0;
  return { phase: FINAL_STATUSES.has(status) ? "refused" : "failed", message: toErrorMessage(error), status };
}
