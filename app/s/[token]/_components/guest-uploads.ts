import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { announceUpload } from "#app/(library)/_components/upload/announce-upload.ts";
import { createFileHasher, UnreadableFileError } from "#app/(library)/_components/upload/hash-file.ts";
import type { ChosenFile } from "#app/(library)/_components/upload/read-dropped-files.ts";
import { toRefusal } from "#app/(library)/_components/upload/to-refusal.ts";
import type { UploadLimits } from "#app/(library)/_components/upload/upload-limits.ts";
import { takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";
import type { SharedUploadView } from "#lib/shares/shared-api.ts";

/** A file that a guest adds, and how far it is. */
export interface GuestFile {
  key: number;
  name: string;
  bytes: number;
  sentBytes: number;
  phase: "waiting" | "sending" | "processing" | "added" | "known" | "failed" | "refused";
  problem?: string | undefined;
}

type Ticket =
  | { duplicate: true }
  | { id: string; duplicate?: never; upload: { url: string; headers: Record<string, string> } };

const UPLOAD_CONCURRENCY = 3;
const POLL_MS = 1_500;
/**
 * Others are sending as many as may be sent at once: a place is free when one of theirs has arrived. Doubles while
 * there is none, as each try counts.
 */
const WAIT_FOR_PLACE_MS = 4_000;
const MAX_WAIT_FOR_PLACE_MS = 60_000;
/** A photo takes seconds; after this long it is the owner who sees what becomes of it. */
const MAX_POLLS = 40;
/** S3's answer to a second PUT of the same file: the bytes are there. */
const ALREADY_STORED = 412;
/** S3 is just storing the same file. */
const CONFLICT = 409;

/** The uploads of one page of a share. `onChange` receives all files whenever one of them changes. */
export function createGuestUploads(token: string, limits: UploadLimits, onChange: (files: GuestFile[]) => void) {
  const files = new Map<number, GuestFile>();
  const contents = new Map<number, { file: File; contentType: string; guestName: string; sha256?: string }>();
  const waiting: number[] = [];
  const hash = createFileHasher();
  const never = new AbortController().signal;
  const path = `/api/shared/${token}/uploads`;
  let lastKey = 0;
  let sending = 0;
  let isAnnouncing = false;
  let placeTimer: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;
  let release: (() => void) | undefined;

  function publish(): void {
    const all = [...files.values()];
    if (all.some(isUnsent)) release ??= askBeforeLeaving();
    else {
      release?.();
      release = undefined;
    }
    onChange(all);
  }

  function change(key: number, changed: Partial<GuestFile>): void {
    const file = files.get(key);
    if (!file) return;
    files.set(key, { ...file, ...changed });
    publish();
  }

  /** One file is announced after the other: the first answer brings the cookie that the others belong together by. */
  async function goOn(): Promise<void> {
    if (isAnnouncing) return;
    isAnnouncing = true;
    clearTimeout(placeTimer);
    while (sending < UPLOAD_CONCURRENCY) {
      const key = waiting.shift();
      if (key === undefined) break;
      try {
        await begin(key);
        refusals = 0;
      } catch (error) {
        if (error instanceof ApiError && error.code === "too_many_open_uploads") {
          waiting.unshift(key);
          change(key, { phase: "waiting" });
          const wait = Math.min(WAIT_FOR_PLACE_MS * 2 ** refusals, MAX_WAIT_FOR_PLACE_MS);
          placeTimer = setTimeout(() => void goOn(), wait);
          refusals += 1;
          break;
        }
        fail(key, error);
      }
    }
    isAnnouncing = false;
  }

  async function begin(key: number): Promise<void> {
    const content = contents.get(key);
    if (!content) return;
    const { file, contentType, guestName } = content;
    if (content.sha256 === undefined) change(key, { phase: "sending", sentBytes: 0, problem: undefined });
    content.sha256 ??= await hash(file);
    const announcement = { fileName: file.name, contentType, bytes: file.size, sha256: content.sha256 };
    const named = { ...announcement, ...(guestName ? { name: guestName } : {}) };
    const ticket = await announceUpload<Ticket>(named, never, path);
    if (ticket.duplicate) {
      change(key, { phase: "known" });
      return;
    }
    change(key, { phase: "sending", sentBytes: 0, problem: undefined });
    sending += 1;
    void send(key, ticket)
      .catch((error: unknown) => fail(key, error))
      .finally(() => {
        sending -= 1;
        void goOn();
      });
  }

  async function send(key: number, { id, upload }: Extract<Ticket, { id: string }>): Promise<void> {
    const content = contents.get(key);
    if (!content) return;
    const sendOnce = () => put(upload, content.file, (sentBytes) => change(key, { sentBytes }));
    let status = await sendOnce();
    if (status === CONFLICT) status = await sendOnce();
    if (status !== 200 && status !== ALREADY_STORED) {
      const problem = browserTranslations("shared")(status === 0 ? "broke" : "saveFailed");
      change(key, { phase: "failed", problem });
      return;
    }
    change(key, { phase: "processing", sentBytes: content.file.size });
    void follow(key, id);
  }

  async function follow(key: number, id: string): Promise<void> {
    for (let poll = 0; poll < MAX_POLLS; poll++) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const found = await callApi<{ upload: SharedUploadView }>(`${path}/${id}`).catch(() => undefined);
      if (found?.upload.status === "failed") {
        return change(key, { phase: "refused", problem: describeFailure(found.upload) });
      }
      if (found?.upload.status === "ready") break;
    }
    contents.delete(key);
    change(key, { phase: "added" });
  }

  function fail(key: number, error: unknown): void {
    if (error instanceof UnreadableFileError) {
      change(key, { phase: "refused", problem: browserTranslations("upload")("unreadable") });
      return;
    }
    const isFinal = [413, 415, 422].includes((error as { status?: number }).status ?? 0);
    change(key, { phase: isFinal ? "refused" : "failed", problem: toErrorMessage(error) });
  }

  return {
    async add(chosen: ChosenFile[], guestName: string): Promise<void> {
      const offered = chosen.map(({ file, path: filePath, isUnreadable }) => ({
        path: filePath,
        isUnreadable,
        type: file.type,
        readHead: async () => new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()),
      }));
      const intakes = await takeIn(offered, limits.contentTypeByExtension);
      for (const [index, intake] of intakes.entries()) {
        const file = chosen[index]?.file;
        if (!file || ("leftOut" in intake && intake.leftOut === "hidden")) continue;
        lastKey += 1;
        const problem = "leftOut" in intake ? browserTranslations("leftOut")(intake.leftOut) : toRefusal(file, limits);
        const phase = problem === undefined ? "waiting" : "refused";
        files.set(lastKey, { key: lastKey, name: file.name, bytes: file.size, sentBytes: 0, phase, problem });
        if (problem !== undefined || "leftOut" in intake) continue;
        contents.set(lastKey, { file, contentType: intake.contentType, guestName });
        waiting.push(lastKey);
      }
      publish();
      await goOn();
    },

    /** Retries the files that failed for a reason other than their content. */
    async retry(): Promise<void> {
      for (const { key, phase } of files.values()) {
        if (phase !== "failed") continue;
        change(key, { phase: "waiting", problem: undefined });
        waiting.push(key);
      }
      await goOn();
    },
  };
}

/** Whether a file would not arrive if the page were left now. */
function isUnsent({ phase }: GuestFile): boolean {
  return phase === "waiting" || phase === "sending";
}

/** In the language of the page, where that knows the failure. */
function describeFailure({ code, problem }: SharedUploadView): string | undefined {
  const failures = browserTranslations("failures");
  return code !== undefined && failures.has(code) ? failures(code) : problem;
}

/** Sends a file. Resolves to the status of the answer, 0 where there is none. */
function put(
  { url, headers }: { url: string; headers: Record<string, string> },
  file: File,
  onProgress: (sentBytes: number) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("loadend", () => resolve(request.status));
    request.send(file);
  });
}
