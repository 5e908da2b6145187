"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { onFirstUse } from "#app/_components/on-first-use.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { ConfirmProvider } from "./confirm-provider.tsx";
import { createGalleryStore } from "./gallery/list/gallery-store.ts";
import { createListStores } from "./gallery/list/list-stores.ts";
import { startProcessingPoll } from "./gallery/list/processing-poll.ts";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { type Library, LibraryContext } from "./library-context.ts";
import { lookUpImages } from "./look-up-images.ts";
import { OfflineNotice } from "./offline-notice.tsx";
import { ResumedChanges } from "./resumed-changes.tsx";
import { DropZone } from "./upload/drop-zone.tsx";
import { LateUploadLayer } from "./upload/late-upload-layer.tsx";
import { createLateUploading } from "./upload/late-uploading.ts";
import { ShareTarget } from "./upload/share-target.tsx";
import type { UploadLimits } from "./upload/upload-limits.ts";
import { loadImageActions } from "./use-image-actions.ts";

interface LibraryProviderProps {
  owner: string | undefined;
  limits: UploadLimits;
  children: ReactNode;
}

export function LibraryProvider({ owner, limits, children }: LibraryProviderProps) {
  const t = useTranslations("adding");
  const router = useRouter();
  const [library] = useState(() => keepLibrary(owner, limits, () => router.refresh()));
  useEffect(() => startProcessingPoll(library.gallery, lookUpImages), [library]);
  useEffect(() => onFirstUse(() => void loadLate(library).catch(() => undefined)), [library]);
  return (
    <LibraryContext value={library}>
      <ConfirmProvider>
        {children}
        <LateUploadLayer />
        <DropZone hint={t("dropHelp")} onFiles={library.uploading.uploadFiles} />
        <KeyboardHelp />
        <OfflineNotice />
        <ShareTarget />
        <ResumedChanges />
      </ConfirmProvider>
    </LibraryContext>
  );
}

/** Whatever is done next needs one of these, and may need it without a network. */
function loadLate({ uploading }: Library): Promise<unknown> {
  return Promise.all([loadImageActions(), uploading.load()]);
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
  return {
    owner,
    filters: "",
    gallery,
    timeline: gallery,
    lists: createListStores(gallery),
    limits,
    uploading: createLateUploading({ owner, limits, gallery, refresh }),
  };
}

function warnBeforeLeaving({ uploading }: Library): void {
  window.addEventListener("beforeunload", (event) => {
    if (uploading.isBusy()) event.preventDefault();
  });
}
