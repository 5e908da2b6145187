import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { UnreadableEntryError } from "#lib/imports/entry.ts";
import type { AnnouncedUpload, UploadAnnouncement } from "./announced-upload.ts";
import { createFileHasher, UnreadableFileError } from "./hash-file.ts";
import { SendError } from "./send-error.ts";
import { createFileSender, UPLOAD_CONCURRENCY } from "./send-file.ts";
import { activePhases, type UploadHold, type UploadItem, type UploadStore } from "./upload-store.ts";

const ANNOUNCE_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const SESSION_PAUSE_MS = 10_000;
/** Answers of a server that is away or busy, 0 being none: tried again for as long as it takes. */
const AWAY_STATUSES = new Set([0, 429, 502, 503, 504]);
/** A server's other faults may lie in the file, so that they are tried again only so often. */
const MAX_RETRIES = 5;
/** A signature that ran out, as after a sleep of the computer, is worth one more URL. */
const EXPIRED_STATUS = 403;
/** Statuses after which the same file would be refused again. */
const FINAL_STATUSES = new Set([413, 415, 422]);

export interface UploadEngine {
  /** Sends what waits, unless that has begun. */
  start(): void;
  cancel(keys: readonly string[]): void;
}

interface EngineParts {
  /** Whose uploads these are. */
  owner: string | undefined;
  onStored: (image: ImageView, isDuplicate: boolean) => void;
  /** Whether the person whose uploads these are is signed in again. */
  isSignedIn: () => Promise<boolean>;
}

/**
 * Sends the files that wait in a store, a few at a time: hash, ask for a signed URL, PUT; the store says what became of
 * each. Without a network, a server or a session everything waits, and goes on by itself when there is one again.
 */
export function createUploadEngine(store: UploadStore, { owner, onStored, isSignedIn }: EngineParts): UploadEngine {
  const hash = createFileHasher();
  const sendFile = createFileSender();
  const sending = new Map<string, AbortController>();
  /** The images of files whose upload began, which may have arrived though no answer came. */
  const begun = new Map<string, string>();
  const retries = new Map<string, number>();
  let hold: { by: UploadHold; timer: ReturnType<typeof setTimeout> } | undefined;
  let failedInARow = 0;

  function start(): void {
    while (!hold && sending.size < UPLOAD_CONCURRENCY) {
      const item = store.takeWaiting();
      if (!item) return;
      void send(item).finally(start);
    }
  }

  async function send(item: UploadItem): Promise<void> {
    const { key } = item;
    const cancellation = new AbortController();
    sending.set(key, cancellation);
    store.change(key, { phase: "preparing", sentBytes: 0, message: undefined });
    try {
      await transfer(item, cancellation.signal);
      for (const map of [begun, retries]) map.delete(key);
    } catch (error) {
      // A cancelled file is no longer this call's.
      if (!cancellation.signal.aborted) recover(key, error);
    } finally {
      if (sending.get(key) === cancellation) sending.delete(key);
    }
  }

  async function transfer({ key, file, content: given, contentType }: UploadItem, signal: AbortSignal): Promise<void> {
    const content = given instanceof Blob ? given : await given();
    const sha256 = await hash(content);
    signal.throwIfAborted();
    const answer = await announce({ fileName: file.name, contentType, bytes: file.size, sha256 }, owner, signal);
    const { image } = answer;
    let isDuplicate = answer.duplicate === true;
    failedInARow = 0;
    store.hold(undefined);
    if (!answer.duplicate) {
      begun.set(key, image.id);
      store.change(key, { phase: "sending" });
      const onProgress = (sentBytes: number) => store.change(key, { sentBytes });
      await sendFile({ name: file.name, content, contentType, upload: answer.upload, onProgress, signal });
    } else if (begun.get(key) === image.id) isDuplicate = false;
    onStored(answer.duplicate ? image : { ...image, status: "processing" }, isDuplicate);
    store.change(key, { phase: isDuplicate ? "duplicate" : "processing", imageId: image.id });
  }

  /** Has a file wait to be tried again where that may end differently. */
  function recover(key: string, error: unknown): void {
    const status = toStatus(error);
    const isPassing = AWAY_STATUSES.has(status ?? -1) || (error as Partial<ApiError>).code === "too_many_open_uploads";
    const isExpired = error instanceof SendError && status === EXPIRED_STATUS;
    const tried = retries.get(key) ?? 0;
    const isRetried = isExpired ? tried === 0 : (status ?? 0) >= 500 && tried < MAX_RETRIES;
    if (status !== 401 && !isPassing && !isRetried) {
      store.change(key, { sentBytes: 0, ...toFailure(error) });
      return;
    }
    if (isRetried) retries.set(key, tried + 1);
    store.change(key, { phase: "waiting", sentBytes: 0 });
    if (status === 401) holdBack("session", SESSION_PAUSE_MS);
    else if (!isExpired) holdBack("connection", error instanceof ApiError ? error.retryAfterMs : undefined);
  }

  function holdBack(by: UploadHold, pauseMs?: number): void {
    if (hold) return;
    failedInARow += 1;
    const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failedInARow - 1)) * (0.75 + Math.random() / 2);
    hold = { by, timer: setTimeout(resume, pauseMs ?? backoff) };
    store.hold(by);
  }

  /** What is held back is said until the server has answered. */
  async function resume(): Promise<void> {
    if (!hold) return;
    const { by, timer } = hold;
    clearTimeout(timer);
    const isWanted = store.list(["waiting"], 1).length > 0;
    if (!isWanted) store.hold(undefined);
    const isSessionMissing = isWanted && by === "session" && !(await isSignedIn().catch(() => false));
    if (hold?.timer !== timer) return;
    hold = isSessionMissing ? { by, timer: setTimeout(resume, SESSION_PAUSE_MS) } : undefined;
    start();
  }

  window.addEventListener("online", () => {
    failedInARow = 0;
    void resume();
  });
  // One may have signed in again in another tab.
  window.addEventListener("focus", () => hold?.by === "session" && void resume());

  return {
    start,
    cancel(keys) {
      for (const key of keys) {
        if (!activePhases.includes(store.find(key)?.phase ?? "done")) continue;
        sending.get(key)?.abort();
        sending.delete(key);
        store.change(key, { phase: "cancelled", sentBytes: 0 });
      }
      start();
    },
  };
}

function announce(body: UploadAnnouncement, userId: string | undefined, signal: AbortSignal): Promise<AnnouncedUpload> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ANNOUNCE_TIMEOUT_MS)]);
  return callApi("/api/uploads", { method: "POST", body, userId, signal: limited });
}

/** What the server or storage answered, 0 where nothing came in time; undefined where that is not what went wrong. */
function toStatus(error: unknown): number | undefined {
  if (error instanceof ApiError || error instanceof SendError) return error.status;
  return error instanceof DOMException && error.name === "TimeoutError" ? 0 : undefined;
}

function toFailure(error: unknown): { phase: "failed" | "refused"; message: string; status: number } {
  const t = browserTranslations("upload");
  if (error instanceof UnreadableFileError) return { phase: "failed", message: t("unreadable"), status: 0 };
  if (error instanceof UnreadableEntryError)
    return { phase: "refused", message: browserTranslations("importReasons")("damaged"), status: 0 };
  const status = toStatus(error) ?? 0;
  const message = error instanceof SendError ? t("saveFailed") : toErrorMessage(error);
  return { phase: FINAL_STATUSES.has(status) ? "refused" : "failed", message, status };
}
