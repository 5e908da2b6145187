"use client";

import { Check, CircleAlert, Copy, FileMinus, LoaderCircle, RotateCw, X } from "lucide-react";
import { memo, useSyncExternalStore } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { Link } from "#app/_components/link.tsx";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { CoverPicture } from "../cover-picture.tsx";
import { useLibrary } from "../library-context.ts";
import { activePhases, type UploadHold, type UploadItem, type UploadPhase } from "./upload-store.ts";
import { useUploading } from "./uploading-context.ts";

interface UploadRowProps {
  item: UploadItem;
  heldBy: UploadHold | undefined;
}

/** One file of the list of uploads; once it is a photo, with a small picture and a link to it. */
export const UploadRow = memo(function UploadRow({ item, heldBy }: UploadRowProps) {
  const t = useTranslations("upload");
  const { cancelUploads, retryUploads } = useUploading();
  const { key, file, path, phase, imageId } = item;
  const isUnderWay = activePhases.includes(phase);
  const canRetry = phase === "failed" || phase === "cancelled";
  const name = "block truncate text-sm";
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5 pr-2 pl-4">
      <Picture item={item} />
      <div className="min-w-0 flex-1">
        {imageId && !isUnderWay ? (
          <Link href={`/images/${imageId}`} title={path} className={`${name} rounded hover:underline`}>
            {file.name}
          </Link>
        ) : (
          <span className={name} title={path}>
            {file.name}
          </span>
        )}
        <p className={`tabular text-[0.8125rem] ${phase === "sending" ? "truncate" : ""} ${getTone(phase)}`}>
          {getStatus(item, heldBy, t)}
        </p>
      </div>
      {isUnderWay && (
        <button
          type="button"
          className={buttonClass("quiet", "smallIcon")}
          aria-label={t("cancelOne", { name: file.name })}
          onClick={() => cancelUploads([key])}
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      )}
      {canRetry && (
        <button
          type="button"
          className={buttonClass("quiet", "smallIcon")}
          aria-label={t("retryOne", { name: file.name })}
          onClick={() => retryUploads([key])}
        >
          <RotateCw className="size-4" aria-hidden="true" />
        </button>
      )}
    </li>
  );
});

/** The photo that it became, else a sign of how far it is. */
function Picture({ item: { phase, imageId } }: { item: UploadItem }) {
  const { gallery } = useLibrary();
  const hasPhoto = phase === "done" || phase === "duplicate";
  // The gallery may learn of the photo only after its upload has ended, or again when a list without it is replaced.
  const view = useSyncExternalStore(
    gallery.subscribe,
    () => (hasPhoto && imageId ? gallery.find(imageId) : undefined),
    () => undefined,
  );
  const hasPicture = view?.renditions.thumbnail !== undefined || view?.renditions.medium !== undefined;
  return (
    <span className="[container-type:size] relative grid size-9 shrink-0 place-items-center overflow-hidden rounded-md bg-raised">
      {hasPicture ? <CoverPicture image={view} rendition="thumbnail" /> : <PhaseIcon phase={phase} />}
    </span>
  );
}

function PhaseIcon({ phase }: { phase: UploadPhase }) {
  const className = "size-4.5";
  switch (phase) {
    case "done":
      return <Check className={`${className} text-success`} aria-hidden="true" />;
    case "duplicate":
      return <Copy className={`${className} text-muted`} aria-hidden="true" />;
    case "failed":
    case "refused":
    case "unusable":
      return <CircleAlert className={`${className} text-danger`} aria-hidden="true" />;
    case "skipped":
      return <FileMinus className={`${className} text-muted`} aria-hidden="true" />;
    case "cancelled":
      return <X className={`${className} text-muted`} aria-hidden="true" />;
    case "waiting":
      return <LoaderCircle className={`${className} text-line-strong`} aria-hidden="true" />;
    default:
      return <LoaderCircle className={`${className} animate-spin text-accent`} aria-hidden="true" />;
  }
}

function getTone(phase: UploadPhase): string {
  return phase === "failed" || phase === "refused" || phase === "unusable" ? "text-danger" : "text-muted";
}

function getStatus(item: UploadItem, heldBy: UploadHold | undefined, t: Translator<Catalogue["upload"]>): string {
  const size = formatBytes(item.file.size, t.locale);
  switch (item.phase) {
    case "waiting":
      return heldBy === "connection" ? t("noConnection") : t("waiting", { size });
    case "preparing":
      return heldBy === "connection" ? t("noConnection") : t("preparing");
    case "sending":
      return t("sending", { percent: Math.floor((100 * item.sentBytes) / Math.max(1, item.file.size)), size });
    case "processing":
      return t("processing");
    case "done":
      return t("done", { size });
    case "duplicate":
      return t("duplicate");
    case "cancelled":
      return t("cancelled");
    default:
      return item.message ?? t("failed");
  }
}
