"use client";

import { CircleAlert, Layers, RotateCw, Trash2 } from "lucide-react";
import { memo, type MouseEvent as PressEvent } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { FailureCode } from "#lib/images/failure.ts";
import { loadWhenShown } from "../../load-when-shown.tsx";
import type { GalleryImage } from "../list/gallery-image.ts";
import { TilePicture } from "./tile-picture.tsx";

/** The timeline shows no such files, so that it need not bring the words. */
const FailureReason = loadWhenShown(
  () => withLateMessages(() => import("../failure-reason.tsx")).then((reason) => reason.FailureReason),
  { isMissed: false },
);

export interface TileHandlers {
  onFocus(id: string): void;
  /** The link to its photo is pressed. */
  onPress(id: string, event: PressEvent<HTMLAnchorElement>): void;
  onSelect(id: string, isRange: boolean): void;
  onRetry(id: string): void;
  onDelete(id: string): void;
  /** The picture did not load. */
  onImageError(id: string): void;
}

export interface GalleryTileProps {
  image: GalleryImage;
  /** Whether it is far down in the page that the server sends. */
  isLate: boolean;
  /** Width divided by height of the tile. */
  ratio: number;
  /** Of CSS. */
  width: string;
  isSelected: boolean;
  /** One tile of the gallery is the stop of the Tab key; arrow keys go on from there. */
  isTabStop: boolean;
  /** Which of the month's it is, from 1, and of how many. */
  position: number;
  count: number;
  handlers: TileHandlers;
  /** What the list is filtered by, as the API takes it; the timeline by nothing. */
  filters: string;
  /** Whether it is being dragged to another place, or what is dragged would come to stand before or after it. */
  dragged?: "away" | "before" | "after" | undefined;
  /** Days until an image in the trash is deleted permanently. */
  deletedAfter?: number | undefined;
}

export const GalleryTile = memo(function GalleryTile(props: GalleryTileProps) {
  const {
    image,
    isLate,
    ratio,
    width,
    isSelected,
    isTabStop,
    position,
    count,
    handlers,
    filters,
    dragged,
    deletedAfter,
  } = props;
  const { view } = image;
  const { id, fileName, status } = view;
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  // Each element that others ask for its size is laid out by itself, which a page of plain photos does without.
  const hasMoreWhereWide = status === "failed" || (view.frames ?? 1) > 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a row, which is no item of the list
    <div
      role="listitem"
      aria-posinset={position}
      aria-setsize={count}
      className={`tile${hasMoreWhereWide ? " @container" : ""}${dragged === "away" ? " opacity-40" : ""}`}
      data-selected={isSelected || undefined}
      style={{ width, aspectRatio: String(ratio) }}
    >
      <a
        href={toTileAddress(id, filters)}
        data-tile={id}
        data-status={status}
        tabIndex={isTabStop ? 0 : -1}
        draggable={false}
        onFocus={() => handlers.onFocus(id)}
        onClick={(event) => handlers.onPress(id, event)}
        className={view.rotation ? "tile-link [container-type:size]" : "tile-link"}
      >
        {status === "ready" ? (
          <TilePicture view={view} isLate={isLate} onImageError={() => handlers.onImageError(id)} />
        ) : status === "failed" ? (
          <FailedTile fileName={fileName} code={view.failure?.code} />
        ) : (
          <ProcessingTile fileName={fileName} />
        )}
        {isSelected && <span className="sr-only">{`, ${t("selected")}`}</span>}
      </a>
      {status === "failed" && view.trashedAt === undefined && (
        <span className="absolute inset-x-2 bottom-2 hidden justify-center gap-1 @min-[9rem]:flex">
          {view.failure?.retryable && (
            <button
              type="button"
              className={buttonClass("quiet", "small")}
              onClick={() => handlers.onRetry(id)}
              aria-label={t("retryOne", { name: fileName })}
            >
              <RotateCw className="size-3.5" aria-hidden="true" />
              {t("retry")}
            </button>
          )}
          <button
            type="button"
            className={buttonClass("dangerQuiet", "small")}
            onClick={() => handlers.onDelete(id)}
            aria-label={t("deleteOne", { name: fileName })}
          >
            <Trash2 className="size-3.5" aria-hidden="true" />
            {common("delete")}
          </button>
        </span>
      )}
      {view.frames !== undefined && view.frames > 1 && status === "ready" && (
        <span className="pointer-events-none absolute right-1 bottom-1 hidden rounded bg-black/60 @min-[5.5rem]:block px-1.5 text-[0.6875rem] font-semibold text-white">
          {view.contentType === "image/gif" ? "GIF" : t("animated")}
        </span>
      )}
      {deletedAfter !== undefined && (
        <span className="tabular pointer-events-none absolute bottom-1 left-1 rounded bg-black/60 px-1.5 text-[0.6875rem] font-semibold text-white">
          <span className="max-sm:sr-only">{t("daysLeft", { count: deletedAfter })}</span>
          <span className="sm:hidden" aria-hidden="true">
            {t("daysLeftShort", { count: deletedAfter })}
          </span>
        </span>
      )}
      {view.stackSize !== undefined && (
        <span className="tabular pointer-events-none absolute top-1 right-1 flex items-center gap-1 rounded bg-black/60 px-1.5 py-0.5 text-[0.6875rem] font-semibold text-white">
          <Layers className="size-3" aria-hidden="true" />
          <span aria-hidden="true">{view.stackSize}</span>
          <span className="sr-only">{t("stackOf", { count: view.stackSize })}</span>
        </span>
      )}
      {(dragged === "before" || dragged === "after") && (
        <span
          aria-hidden="true"
          data-drop={dragged}
          className={`pointer-events-none absolute inset-y-0 z-10 w-1.5 bg-accent shadow-[0_0_0_2px_var(--page)] ${dragged === "before" ? "left-0" : "right-0"}`}
        />
      )}
      <input
        type="checkbox"
        className="tile-check"
        aria-label={t("selectOne", { name: fileName })}
        tabIndex={isTabStop ? 0 : -1}
        checked={isSelected}
        onChange={(event) => {
          const { nativeEvent } = event;
          handlers.onSelect(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
        }}
      />
    </div>
  );
});

/** Where the photo of a tile is shown by itself. `filters` are those of the list that one leafs through there. */
export function toTileAddress(id: string, filters: string): string {
  return `/images/${id}${filters && `?${filters}`}`;
}

function ProcessingTile({ fileName }: { fileName: string }) {
  const t = useTranslations("gallery");
  return (
    <span className="absolute inset-0 flex flex-col items-center justify-center gap-2 p-3 text-center">
      <span className="absolute inset-0 animate-breathe bg-linear-to-br from-raised via-accent-soft to-raised" />
      <span className="relative line-clamp-2 text-xs break-all text-muted">{fileName}</span>
      <span className="relative text-xs font-medium">{t("processing")}</span>
    </span>
  );
}

function FailedTile({ fileName, code }: { fileName: string; code: FailureCode | undefined }) {
  const t = useTranslations("gallery");
  return (
    <span className="absolute inset-0 flex flex-col items-center gap-1 border border-line p-3 pt-4 text-center @min-[9rem]:pb-11">
      <CircleAlert className="size-5 shrink-0 text-danger" aria-hidden="true" />
      <span className="line-clamp-1 w-full shrink-0 text-xs font-medium break-all">{fileName}</span>
      <span className="line-clamp-3 text-xs text-muted">{code ? <FailureReason code={code} /> : t("unreadable")}</span>
    </span>
  );
}
