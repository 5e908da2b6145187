"use client";

import { ArrowLeft, Download, FileImage, Heart, Info, RotateCwSquare, Trash2 } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { ShareButton } from "../../../_components/share/share-button.tsx";

interface ViewerBarProps {
  image: ImageListItem;
  backTo: string;
  backLabel: string;
  areFactsShown: boolean;
  onBack: () => void;
  onFavourite: () => void;
  onRotate: () => void;
  onDownload: (variant?: "full") => void;
  onTrash: () => void;
  onToggleFacts: () => void;
}

/** The way back, the name of the photo, and what can be done with it. */
export function ViewerBar(props: ViewerBarProps) {
  const { image, backTo, backLabel, areFactsShown } = props;
  const { onBack, onFavourite, onRotate, onDownload, onTrash, onToggleFacts } = props;
  const isInteractive = useIsInteractive();
  const t = useTranslations("viewer");
  const common = useTranslations("common");
  const isTrashed = image.trashedAt !== undefined;
  return (
    <div className="flex items-center gap-1 px-2 py-2 sm:px-3">
      <Link href={backTo} onClick={onBack} aria-label={backLabel} className={buttonClass("onDark", "icon")}>
        <ArrowLeft className="size-5" aria-hidden="true" />
      </Link>
      <h1 className="min-w-0 flex-1 truncate px-1 text-sm font-medium" title={image.fileName}>
        {image.fileName}
      </h1>
      <button
        type="button"
        aria-label={t("favourite")}
        aria-pressed={image.favourite}
        aria-keyshortcuts="l"
        title={t(image.favourite ? "removeFromFavourites" : "addToFavourites")}
        className={buttonClass("onDark", "icon", "disabled:opacity-100")}
        disabled={!isInteractive}
        onClick={onFavourite}
      >
        <Heart className={`size-5 ${image.favourite ? "fill-current" : ""}`} aria-hidden="true" />
      </button>
      {canRotate(image) && (
        <button
          type="button"
          aria-label={t("rotate")}
          aria-keyshortcuts="r"
          title={t("rotateHelp")}
          className={buttonClass("onDark", "icon", "disabled:opacity-100")}
          disabled={!isInteractive}
          onClick={onRotate}
        >
          <RotateCwSquare className="size-5" aria-hidden="true" />
        </button>
      )}
      {!isTrashed && image.status === "ready" && (
        <ShareButton
          target={{ ids: [image.id] }}
          what={t("thisPhoto")}
          className={buttonClass("onDark", "icon", "disabled:opacity-100")}
        />
      )}
      <button
        type="button"
        className={buttonClass("onDark", "medium", "disabled:opacity-100")}
        disabled={!isInteractive}
        onClick={() => onDownload()}
      >
        <Download className="size-4.5" aria-hidden="true" />
        <span className="max-sm:sr-only">{t("download")}</span>
      </button>
      {image.renditions.full && (
        <button
          type="button"
          className={buttonClass("onDark", "medium", "disabled:opacity-100")}
          disabled={!isInteractive}
          onClick={() => onDownload("full")}
        >
          <FileImage className="size-4.5" aria-hidden="true" />
          <span className="max-sm:sr-only">{t("downloadJpeg")}</span>
          <span className="sm:hidden" aria-hidden="true">
            JPEG
          </span>
        </button>
      )}
      {!isTrashed && (
        <button
          type="button"
          className={buttonClass("onDark", "medium", "disabled:opacity-100")}
          disabled={!isInteractive}
          onClick={onTrash}
        >
          <Trash2 className="size-4.5" aria-hidden="true" />
          <span className="max-sm:sr-only">{common("delete")}</span>
        </button>
      )}
      <button
        type="button"
        aria-label={t("details")}
        aria-pressed={areFactsShown}
        className={buttonClass("onDark", "icon", "max-lg:hidden aria-pressed:bg-white/15")}
        onClick={onToggleFacts}
      >
        <Info className="size-5" aria-hidden="true" />
      </button>
    </div>
  );
}

/** Whether there is a picture to turn, which its owner has not thrown away. */
export function canRotate({ status, trashedAt }: ImageListItem): boolean {
  return status === "ready" && trashedAt === undefined;
}
