"use client";

import { useEffect } from "react";
import { useLibrary } from "../library-context.ts";
import { followProcessing } from "./follow-processing.ts";
import { ImportOffer } from "./import-offer.tsx";
import { UnfinishedUploads } from "./unfinished-uploads.tsx";
import { UploadPanel } from "./upload-panel.tsx";
import type { Uploading } from "./uploading.ts";
import { UploadingContext } from "./uploading-context.ts";

interface UploadLayerProps {
  uploading: Uploading;
  /** The element in which screen readers notice what changes. */
  status: HTMLElement;
}

/** What is seen of uploads: their list, the offer to import an export, and that of going on with what was left. */
export function UploadLayer({ uploading, status }: UploadLayerProps) {
  const { gallery } = useLibrary();
  useEffect(() => followProcessing(uploading.uploads, gallery), [uploading, gallery]);
  return (
    <UploadingContext value={uploading}>
      <UploadPanel status={status} />
      <ImportOffer />
      <UnfinishedUploads />
    </UploadingContext>
  );
}
