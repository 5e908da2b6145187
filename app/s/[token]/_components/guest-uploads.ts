import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import { ApiError, callApi } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { createFileHasher, HasherError, UnreadableFileError } from "#app/(library)/_components/upload/hash-file.ts";
import type { ChosenFile } from "#app/(library)/_components/upload/read-dropped-files.ts";
import { SendError } from "#app/(library)/_components/upload/send-error.ts";
import { toRefusal } from "#app/(library)/_components/upload/to-refusal.ts";
import type { UploadLimits } from "#app/(library)/_components/upload/upload-limits.ts";
import { takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";
import type { SharedUploadView } from "#lib/shares/shared-api.ts";
import { describeFailure, describeRefusal } from "./describe-refusal.ts";
import { putFile, type SignedPut } from "./put-file.ts";

/** A file that a guest adds, and how far it is. */
export interface GuestFile {
  key: number;
  name: string;
  bytes: number;
  sentBytes: number;
  phase: "waiting" | "sending" | "processing" | "added" | "known" | "failed" | "refused";
  problem?: string | undefined;
}

type Ticket = { duplicate: true } | { id: string; duplicate?: never; upload: SignedPut };

const UPLOAD_CONCURRENCY = 3;
const POLL_MS = 1_500;
/** Pauses, first and longest, which double while nothing gets through, as each try counts or costs. */
const pauses = {
  /** Without a network, a server or storage. */
  connection: [1_000, 30_000],
  /** Others are sending as many as may be sent at once: a place is free when one of theirs has arrived. */
  place: [4_000, 60_000],
} as const;
/** Answers of a server or storage that is away or busy, 0 being none: asked again for as long as it takes. */
const AWAY_STATUSES = new Set([0, 429, 500, 502, 503, 504]);
/** A fault that the file itself may cause is worth so many tries. */
const MAX_FAULTS = 5;
/** After these no other file would be taken either. */
const ENDED_CODES = new Set(["not_found", "share_locked"]);
/** After these a smaller file may be, or one that is there already: not after so many in a row. */
const FULL_CODES = new Set(["share_full", "quota_exceeded", "storage_full"]);
const MAX_FULL = 5;
/** A photo takes seconds; after this long it is the owner who sees what becomes of it. */
const MAX_POLLS = 40;

/**
 * The uploads of one page of a share. `onChange` receives all files whenever one of them changes, and whether they wait
 * for the connection. Where the link takes no more, the rest fails with what it said, unread.
 */
export function createGuestUploads(
  token: string,
  limits: UploadLimits,
  onChange: (files: GuestFile[], isOffline: boolean) => void,
) {
  const files = new Map<number, GuestFile>();
  const contents = new Map<
    number,
    { file: File; contentType: string; guestName: string; faults: number; sha256?: string }
  >();
  const waiting: number[] = [];
  const hash = createFileHasher();
  const path = `/api/shared/${token}/uploads`;
  let lastKey = 0;
  let sending = 0;
  let isAnnouncing = false;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let pausedInARow = 0;
  let fullInARow = 0;
  let isOffline = false;
  let release: (() => void) | undefined;

  function publish(): void {
    const all = [...files.values()];
    if (all.some(isUnsent)) release ??= askBeforeLeaving();
    else {
      release?.();
      release = undefined;
    }
    onChange(all, isOffline);
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
    while (pause === undefined && sending < UPLOAD_CONCURRENCY) {
      const key = waiting.shift();
      if (key === undefined) break;
      await begin(key).catch((error: unknown) => recover(key, error));
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
    const body = { ...announcement, ...(guestName ? { name: guestName } : {}) };
    const ticket = await callApi<Ticket>(path, { method: "POST", body });
    isOffline = false;
    fullInARow = 0;
    if (ticket.duplicate) {
      pausedInARow = 0;
      change(key, { phase: "known" });
      return;
    }
    change(key, { phase: "sending", sentBytes: 0, problem: undefined });
    sending += 1;
    void send(key, ticket)
      .then(
        // Something got through, and a place is free.
        resume,
        (error: unknown) => recover(key, error),
      )
      .finally(() => {
        sending -= 1;
        void goOn();
      });
  }

  /** @throws SendError where storage does not take the file */
  async function send(key: number, { id, upload }: Extract<Ticket, { id: string }>): Promise<void> {
    const content = contents.get(key);
    if (!content) return;
    await putFile(upload, content.file, (sentBytes) => change(key, { sentBytes }));
    pausedInARow = 0;
    change(key, { phase: "processing", sentBytes: content.file.size });
    void follow(key, id);
  }

  /** Has a file wait where that may end differently; else it fails, and where none can succeed the others with it. */
  function recover(key: number, error: unknown): void {
    const content = contents.get(key);
    const { code, status } = error as Partial<ApiError>;
    const isUnable = error instanceof HasherError;
    const isAway = AWAY_STATUSES.has(status ?? -1) || isUnable;
    if (content && (status === 500 || (isUnable && navigator.onLine))) content.faults += 1;
    if (content && content.faults < MAX_FAULTS && (isAway || code === "too_many_open_uploads")) {
      waiting.unshift(key);
      // A file that has gone or changed since it was read gets no answer either: the next try reads it anew, and says so.
      if (error instanceof SendError && status === 0) delete content.sha256;
      isOffline = isAway;
      change(key, { phase: "waiting", sentBytes: 0 });
      waitFor(isAway ? "connection" : "place", error instanceof ApiError ? error.retryAfterMs : undefined);
      return;
    }
    isOffline = false;
    fail(key, error);
    fullInARow = FULL_CODES.has(code ?? "") ? fullInARow + 1 : 0;
    if (!ENDED_CODES.has(code ?? "") && fullInARow < MAX_FULL) return;
    fullInARow = 0;
    const problem = describeRefusal(error);
    for (const other of waiting.splice(0)) {
      const file = files.get(other);
      if (file) files.set(other, { ...file, phase: "failed", problem });
    }
    publish();
  }

  function waitFor(what: keyof typeof pauses, ms?: number): void {
    if (pause !== undefined) return;
    const [first, longest] = pauses[what];
    const backoff = Math.min(longest, first * 2 ** pausedInARow) * (0.75 + Math.random() / 2);
    pausedInARow += 1;
    pause = setTimeout(resume, ms ?? backoff);
    window.addEventListener("online", resume, { once: true });
  }

  function resume(): void {
    clearTimeout(pause);
    pause = undefined;
    void goOn();
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
    change(key, { phase: isFinal ? "refused" : "failed", problem: describeRefusal(error) });
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
        contents.set(lastKey, { file, contentType: intake.contentType, guestName, faults: 0 });
        waiting.push(lastKey);
      }
      publish();
      await goOn();
    },

    /** Retries the files that failed for a reason other than their content. */
    retry(): void {
      for (const { key, phase } of files.values()) {
        const content = contents.get(key);
        if (phase !== "failed" || !content) continue;
        content.faults = 0;
        change(key, { phase: "waiting", problem: undefined });
        waiting.push(key);
      }
      resume();
    },
  };
}

/** Whether a file would not arrive if the page were left now. */
function isUnsent({ phase }: GuestFile): boolean {
  return phase === "waiting" || phase === "sending";
}
