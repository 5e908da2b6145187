"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { callApi } from "#app/_components/call-api.ts";
import { onFirstUse } from "#app/_components/on-first-use.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { listPictureStems, takeIn } from "#lib/images/intake.ts";
import type { WordsOptions } from "#lib/imports/decide-words.ts";
import { isOfExport } from "#lib/imports/is-of-export.ts";
import type { ImportPlan } from "#lib/imports/plan-import.ts";
import { ConfirmProvider } from "./confirm-provider.tsx";
import { createGalleryStore, type GalleryStore } from "./gallery/gallery-store.ts";
import { createListStores } from "./gallery/list-stores.ts";
import { startProcessingPoll } from "./gallery/processing-poll.ts";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { type Library, LibraryContext } from "./library-context.ts";
import { lookUpImages } from "./look-up-images.ts";
import { OfflineNotice } from "./offline-notice.tsx";
import { ResumedChanges } from "./resumed-changes.tsx";
import { DropZone } from "./upload/drop-zone.tsx";
import { followProcessing } from "./upload/follow-processing.ts";
import { ImportOffer } from "./upload/import-offer.tsx";
import { createImportOffers } from "./upload/import-offers.ts";
import { ShareTarget } from "./upload/share-target.tsx";
import { toRefusal } from "./upload/to-refusal.ts";
import { type FileToTakeIn, toOfferedFile, toUntriedItem, toUploadItem } from "./upload/to-upload-item.ts";
import { UnfinishedUploads } from "./upload/unfinished-uploads.tsx";
import type { UploadEngine } from "./upload/upload-engine.ts";
import type { UploadLimits } from "./upload/upload-limits.ts";
import { UploadPanel } from "./upload/upload-panel.tsx";
import { activePhases, createUploadStore, isActive } from "./upload/upload-store.ts";
import { loadImageActions } from "./use-image-actions.ts";

/** Files that are looked at before the browser may draw again. */
const INTAKE_BATCH_SIZE = 1_000;

interface LibraryProviderProps {
  owner: string | undefined;
  limits: UploadLimits;
  children: ReactNode;
}

export function LibraryProvider({ owner, limits, children }: LibraryProviderProps) {
  const t = useTranslations("upload");
  const router = useRouter();
  const [library] = useState(() => keepLibrary(owner, limits, () => router.refresh()));
  useEffect(() => startProcessingPoll(library.gallery, lookUpImages), [library]);
  useEffect(() => onFirstUse(() => void loadImageActions().catch(() => undefined)), []);
  useEffect(() => followProcessing(library.uploads, library.gallery), [library]);
  return (
    <LibraryContext value={library}>
      <ConfirmProvider>
        {children}
        <UploadPanel />
        <DropZone hint={t("dropHelp")} onFiles={library.uploadFiles} />
        <KeyboardHelp />
        <OfflineNotice />
        <ImportOffer />
        <ShareTarget />
        <UnfinishedUploads />
        <ResumedChanges />
      </ConfirmProvider>
    </LibraryContext>
  );
}

let kept: Library | undefined;

/**
 * The library of this tab. It outlives its pages while the document stays, for example while an admin looks at the admin
 * pages. On the server each page has its own.
 */
function keepLibrary(...given: Parameters<typeof createLibrary>): Library {
  if (typeof window === "undefined") return createLibrary(...given);
  const [owner] = given;
  if (kept && kept.owner === owner) return kept;
  kept = createLibrary(...given);
  warnBeforeLeaving(kept);
  return kept;
}

/** `refresh` renders the page again, with what the server knows by now. */
function createLibrary(owner: string | undefined, limits: UploadLimits, refresh: () => void): Library {
  const gallery = createGalleryStore();
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
    engine ??= withLateMessages(() => import("./upload/upload-engine.ts")).then(({ createUploadEngine }) =>
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
        const message = browserTranslations("upload")("notLoaded");
        for (const { key } of uploads.list(["waiting"], Number.POSITIVE_INFINITY)) {
          uploads.change(key, { phase: "failed", message, status: 0 });
        }
      },
    );
  }

  /** What is not sent before the page is reloaded is offered again then. */
  function remember(files: FileToTakeIn[]): void {
    if (owner === undefined) return;
    import("./upload/remember-uploads.ts").then(
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
      const { createDescriber, toUploads } = await withLateMessages(() => import("./upload/read-export.ts"));
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
    owner,
    filters: "",
    gallery,
    timeline: gallery,
    lists: createListStores(gallery),
    uploads,
    isImporting: () => importsUnderWay > 0 || imports.snapshot() !== undefined,
    limits,
    imports,
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

/** A file that was here already stays where it stands; one that comes back from the trash is shown anew. */
function showStored(gallery: GalleryStore, image: ImageView, isDuplicate: boolean): void {
  if (isDuplicate && gallery.find(image.id)) gallery.show([image.id]);
  else gallery.add(image);
}

/** Whether the browser has a session of this user, and not of another who signed in since. */
async function isSignedInAs(owner: string | undefined): Promise<boolean> {
  const session = await callApi<{ userId?: string }>("/api/auth/session");
  return owner !== undefined && session.userId === owner;
}

function warnBeforeLeaving({ uploads, isImporting }: Library): void {
  window.addEventListener("beforeunload", (event) => {
    if (isActive(uploads.snapshot()) || isImporting()) event.preventDefault();
  });
}
