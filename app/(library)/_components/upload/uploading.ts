import { callApi } from "#app/_components/call-api.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { listPictureStems, takeIn } from "#lib/images/intake.ts";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import { isOfExport } from "#lib/imports/is-of-export.ts";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import type { GalleryStore } from "../gallery/list/gallery-store.ts";
import { createImportOffers, type ImportOffers } from "./import-offers.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { toRefusal } from "./to-refusal.ts";
import { type FileToTakeIn, toOfferedFile, toUntriedItem, toUploadItem } from "./to-upload-item.ts";
import type { UploadEngine } from "./upload-engine.ts";
import type { UploadLimits } from "./upload-limits.ts";
import { activePhases, createUploadStore, isActive, type UploadStore } from "./upload-store.ts";

/** Files that are looked at before the browser may draw again. */
const INTAKE_BATCH_SIZE = 1_000;

export interface UploadingParts {
  /** The id of the user whose uploads these are; undefined when signed out. */
  owner: string | undefined;
  limits: UploadLimits;
  /** Of the timeline, which shows what arrives. */
  gallery: GalleryStore;
  /** Renders the page again, with what the server knows by now. */
  refresh: () => void;
}

/** The uploads and imports of this tab. */
export interface Uploading {
  uploads: UploadStore;
  /** Begins to upload, or offers to import; files that are refused or left out are listed with the reason. */
  uploadFiles(files: ChosenFile[]): void;
  /** Exports that were chosen and are not imported yet. */
  imports: ImportOffers;
  /** Uploads what a plan says, and describes it once it is there. */
  importPlanned(plan: ImportPlan, words: WordsOptions): void;
  /** Whether files are sent or still looked at, or photos of an export are being described or not chosen yet. */
  isBusy(): boolean;
  /** Whether files are being sent or are to be. */
  isSending(): boolean;
  cancelUploads(keys: readonly string[]): void;
  /** Cancels whatever is to be sent, also what was chosen and is still looked at. */
  cancelAllUploads(): void;
  /** Fires with the next cancelling of all. */
  cancelSignal(): AbortSignal;
  retryUploads(keys: readonly string[]): void;
}

export function createUploading({ owner, limits, gallery, refresh }: UploadingParts): Uploading {
  const uploads = createUploadStore();
  const imports = createImportOffers();
  let engine: Promise<UploadEngine> | undefined;
  let lastKey = 0;
  let importsUnderWay = 0;
  /** Until all is cancelled. */
  let cancelling = new AbortController();
  /** Applies the metadata of an export once its uploads have finished. */
  const describers = new Map<string, () => Promise<void>>();

  // Uppy is fetched when the first file is chosen, so that looking at photos does not wait for it.
  function startEngine(): Promise<UploadEngine> {
    engine ??= withLateMessages(() => import("./upload-engine.ts")).then(({ createUploadEngine }) =>
      createUploadEngine(uploads, {
        owner,
        onStored: (image, isDuplicate) => showStored(gallery, image, isDuplicate),
        isSignedIn: () => isSignedInAs(owner),
      }),
    );
    return engine;
  }

  /** Sends what waits. */
  function start(): void {
    startEngine().then(
      (started) => started.start(),
      () => {
        engine = undefined;
        if (!navigator.onLine) {
          uploads.hold("connection");
          window.addEventListener("online", start, { once: true });
          return;
        }
        const message = browserTranslations("adding")("notLoaded");
        for (const { key } of uploads.list(["waiting"], Number.POSITIVE_INFINITY)) {
          uploads.change(key, { phase: "failed", message, status: 0 });
        }
      },
    );
  }

  /** What is not sent before the page is reloaded is offered again then. */
  function remember(files: FileToTakeIn[]): void {
    if (owner === undefined) return;
    import("./remember-uploads.ts").then(
      ({ rememberUploads }) => rememberUploads(owner, uploads, files),
      () => undefined,
    );
  }

  function nextKey(): string {
    lastKey += 1;
    return `upload-${lastKey}`;
  }

  /** Sidecars were read before the uploads and are applied after them. */
  async function importPlanned(plan: ImportPlan, words: WordsOptions): Promise<void> {
    importsUnderWay += 1;
    try {
      const { createDescriber, toUploads } = await withLateMessages(() => import("./read-export.ts"));
      const { items, describe } = toUploads(plan, words, nextKey, (file) => toRefusal(file, limits));
      uploads.add(items);
      const keys = items.filter((item) => item.phase === "waiting").map((item) => item.key);
      const describeWhenOver = createDescriber(keys, uploads, async (imageIds) => {
        if (await describe(uploads, imageIds)) refresh();
      });
      for (const key of keys) describers.set(key, describeWhenOver);
      start();
      await describeWhenOver();
    } finally {
      importsUnderWay -= 1;
    }
  }

  /**
   * Files that were not looked at when they were cancelled, and are now; meanwhile they still say that they are
   * cancelled.
   */
  const beingTried = new Set<string>();

  async function retry(keys: readonly string[]): Promise<void> {
    importsUnderWay += 1;
    const untried: FileToTakeIn[] = [];
    try {
      for (const key of keys) {
        if (beingTried.has(key)) continue;
        const chosen = uploads.find(key)?.untried;
        if (chosen) untried.push({ key, chosen });
        else uploads.change(key, { phase: "waiting", sentBytes: 0, message: undefined });
      }
      for (const { key } of untried) beingTried.add(key);
      start();
      await takeInFiles(untried);
      await Promise.all([...new Set(keys.flatMap((key) => describers.get(key) ?? []))].map((describe) => describe()));
    } finally {
      for (const { key } of untried) beingTried.delete(key);
      importsUnderWay -= 1;
    }
  }

  /** The first are sent while others are still looked at, which ends when all is cancelled. */
  async function takeInFiles(files: FileToTakeIn[]): Promise<void> {
    const { signal } = cancelling;
    const cancelled = new Promise<undefined>((resolve) => {
      signal.addEventListener("abort", () => resolve(undefined));
    });
    importsUnderWay += 1;
    try {
      const types = limits.contentTypeByExtension;
      const offered = files.map(({ chosen }) => toOfferedFile(chosen));
      // A Live Photo's picture and film may be far from each other.
      const stems = listPictureStems(offered, types);
      for (let at = 0; at < files.length; at += INTAKE_BATCH_SIZE) {
        const some = files.slice(at, at + INTAKE_BATCH_SIZE);
        const takingIn = takeIn(offered.slice(at, at + INTAKE_BATCH_SIZE), types, stems);
        const intakes = await Promise.race([takingIn, cancelled]);
        if (!intakes || signal.aborted) {
          const left = files.slice(at);
          uploads.add(left.map(toUntriedItem));
          // As what is cancelled they are forgotten, so that no reload takes them up.
          return remember(left);
        }
        uploads.add(some.map((file, index) => toUploadItem(file, intakes[index] ?? { leftOut: "other" }, limits)));
        start();
        remember(some);
        // Lets the browser draw.
        await new Promise((resolve) => setTimeout(resolve));
      }
    } finally {
      importsUnderWay -= 1;
    }
  }

  function cancelUploads(keys: readonly string[]): void {
    if (engine) void engine.then((started) => started.cancel(keys));
    else for (const key of keys) uploads.change(key, { phase: "cancelled" });
  }

  return {
    uploads,
    imports,
    isSending: () => isActive(uploads.snapshot()),
    isBusy: () => isActive(uploads.snapshot()) || importsUnderWay > 0 || imports.snapshot() !== undefined,
    importPlanned: (plan, words) => void importPlanned(plan, words),
    uploadFiles(files) {
      // What is chosen while an export is offered may be another part of it.
      if (imports.snapshot() || files.some(isOfExport)) imports.add(files);
      else void takeInFiles(files.map((chosen) => ({ key: nextKey(), chosen })));
    },
    cancelUploads,
    cancelSignal: () => cancelling.signal,
    cancelAllUploads() {
      cancelling.abort();
      cancelling = new AbortController();
      cancelUploads(uploads.list(activePhases, Number.POSITIVE_INFINITY).map(({ key }) => key));
    },
    retryUploads: (keys) => void retry(keys),
  };
}

/** A duplicate stays in its place in the gallery; one restored from the trash is added again. */
function showStored(gallery: GalleryStore, image: ImageView, isDuplicate: boolean): void {
  if (isDuplicate && gallery.find(image.id)) gallery.show([image.id]);
  else gallery.add(image);
}

/** Whether the browser has a session of this user, and not of another who signed in since. */
async function isSignedInAs(owner: string | undefined): Promise<boolean> {
  const session = await callApi<{ userId?: string }>("/api/auth/session");
  return owner !== undefined && session.userId === owner;
}
