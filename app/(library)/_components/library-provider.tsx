"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { callApi } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { type Intake, takeIn } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";
import { isOfExport } from "#lib/imports/is-of-export.ts";
import { ConfirmProvider } from "./confirm-provider.tsx";
import { createGalleryStore, type GalleryStore } from "./gallery/gallery-store.ts";
import { startProcessingPoll } from "./gallery/processing-poll.ts";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { type Library, LibraryContext } from "./library-context.ts";
import { OfflineNotice } from "./offline-notice.tsx";
import { DropZone } from "./upload/drop-zone.tsx";
import type { ChosenFile } from "./upload/read-dropped-files.ts";
import { ShareTarget } from "./upload/share-target.tsx";
import { toRefusal } from "./upload/to-refusal.ts";
import { UnfinishedUploads } from "./upload/unfinished-uploads.tsx";
import type { UploadEngine } from "./upload/upload-engine.ts";
import type { UploadLimits } from "./upload/upload-limits.ts";
import { UploadPanel } from "./upload/upload-panel.tsx";
import { createUploadStore, isActive, type UploadItem } from "./upload/upload-store.ts";

interface LibraryProviderProps {
  owner: string | undefined;
  limits: UploadLimits;
  children: ReactNode;
}

export function LibraryProvider({ owner, limits, children }: LibraryProviderProps) {
  const t = useTranslations("upload");
  const router = useRouter();
  const [library] = useState(() => createLibrary(owner, limits, () => router.refresh()));
  useEffect(() => startProcessingPoll(library.gallery, lookUpImages), [library]);
  useEffect(() => warnBeforeLeaving(library), [library]);
  return (
    <LibraryContext value={library}>
      <ConfirmProvider>
        {children}
        <UploadPanel />
        <DropZone hint={t("dropHelp")} onFiles={library.uploadFiles} />
        <KeyboardHelp />
        <OfflineNotice />
        <ShareTarget />
        <UnfinishedUploads />
      </ConfirmProvider>
    </LibraryContext>
  );
}

/** `refresh` renders the page again, with what the server knows by now. */
function createLibrary(owner: string | undefined, limits: UploadLimits, refresh: () => void): Library {
  const gallery = createGalleryStore();
  const uploads = createUploadStore();
  let engine: Promise<UploadEngine> | undefined;
  let lastKey = 0;
  let importsUnderWay = 0;
  /** Tells what stands beside a photo once the uploads of its export are over. */
  const describers = new Map<string, () => Promise<void>>();

  // Uppy is fetched when the first file is chosen, so that looking at photos does not wait for it.
  function startEngine(): Promise<UploadEngine> {
    engine ??= import("./upload/upload-engine.ts").then(({ createUploadEngine }) =>
      createUploadEngine(uploads, (image, isDuplicate) => showStored(gallery, image, isDuplicate)),
    );
    return engine;
  }

  function start(keys: string[]): Promise<void> {
    return startEngine().then(
      (started) => started.start(keys),
      () => {
        engine = undefined;
        const message = browserTranslations("upload")("notLoaded");
        for (const key of keys) uploads.change(key, { phase: "failed", message, status: 0 });
      },
    );
  }

  /** What is not sent before the page is reloaded is offered again then. */
  function remember(files: { key: string; chosen: ChosenFile }[]): void {
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

  /** What stands beside photos is read first, and told once they are there. */
  async function takeInExport(files: ChosenFile[]): Promise<void> {
    importsUnderWay += 1;
    const notice = toast.loading(browserTranslations("upload")("reading"));
    try {
      const { createDescriber, readExport } = await import("./upload/read-export.ts");
      const { items, describe } = await readExport(files, nextKey, (file) => toRefusal(file, limits), limits);
      toast.dismiss(notice);
      uploads.add(items);
      const keys = items.filter((item) => item.phase === "waiting").map((item) => item.key);
      const describeWhenOver = createDescriber(keys, uploads, async () => {
        if (await describe(uploads)) refresh();
      });
      for (const key of keys) describers.set(key, describeWhenOver);
      void start(keys);
      await describeWhenOver();
    } catch {
      toast.error(browserTranslations("upload")("readFailed"), { id: notice });
    } finally {
      importsUnderWay -= 1;
    }
  }

  async function retry(key: string): Promise<void> {
    importsUnderWay += 1;
    try {
      await start([key]);
      await describers.get(key)?.();
    } finally {
      importsUnderWay -= 1;
    }
  }

  return {
    owner,
    gallery,
    uploads,
    isImporting: () => importsUnderWay > 0,
    limits,
    uploadFiles(files) {
      if (files.some(isOfExport)) {
        void takeInExport(files);
        return;
      }
      const offered = files.map(({ file, path, isUnreadable }) => ({
        path,
        type: file.type,
        isUnreadable,
        readHead: () => readHead(file),
      }));
      takeIn(offered, limits.contentTypeByExtension).then((intakes) => {
        const items = files.map((chosen, index) =>
          toUploadItem(chosen, nextKey(), intakes[index] ?? { leftOut: "other" }, limits),
        );
        uploads.add(items);
        void start(items.filter((item) => item.phase === "waiting").map((item) => item.key));
        remember(items.flatMap(({ key }, index) => toRemembered(key, files[index])));
      });
    },
    cancelUpload: (key) => void engine?.then((started) => started.cancel(key)),
    retryUpload: (key) => void retry(key),
  };
}

function toRemembered(key: string, chosen: ChosenFile | undefined): { key: string; chosen: ChosenFile }[] {
  return chosen ? [{ key, chosen }] : [];
}

async function readHead(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
}

function toUploadItem({ file, path }: ChosenFile, key: string, intake: Intake, limits: UploadLimits): UploadItem {
  const item = { key, file, content: file, path, sentBytes: 0 };
  if ("leftOut" in intake) {
    return {
      ...item,
      contentType: file.type,
      phase: "skipped",
      message: browserTranslations("leftOut")(intake.leftOut),
    };
  }
  const message = toRefusal(file, limits);
  return { ...item, contentType: intake.contentType, phase: message ? "refused" : "waiting", message };
}

/** A file that was here already stays where it stands; one that comes back from the trash is shown anew. */
function showStored(gallery: GalleryStore, image: ImageView, isDuplicate: boolean): void {
  if (isDuplicate && gallery.find(image.id)) gallery.show([image.id]);
  else gallery.add(image);
}

async function lookUpImages(ids: string[], signal: AbortSignal): Promise<ImageView[]> {
  const { images } = await callApi<{ images: ImageView[] }>("/api/images/lookup", {
    method: "POST",
    body: { ids },
    signal,
  });
  return images;
}

function warnBeforeLeaving({ uploads, isImporting }: Library): () => void {
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (isActive(uploads.snapshot()) || isImporting()) event.preventDefault();
  };
  window.addEventListener("beforeunload", onBeforeUnload);
  return () => window.removeEventListener("beforeunload", onBeforeUnload);
}
