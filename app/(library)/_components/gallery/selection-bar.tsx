"use client";

import { FolderMinus, FolderPlus, Heart, Trash2, X } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { countPhotos } from "#app/_components/format-count.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { AlbumDialog } from "../album-dialog.tsx";
import { ShareButton } from "../share/share-button.tsx";
import { useImageActions } from "../use-image-actions.ts";

interface SelectionBarProps {
  images: ImageListItem[];
  /** The album that is shown. */
  album: { id: string; name: string } | undefined;
  onDelete: () => void;
  onClear: () => void;
}

export function SelectionBar({ images, album, onDelete, onClear }: SelectionBarProps) {
  const actions = useImageActions();
  const [isChoosing, setChoosing] = useState(false);
  const isFavourite = images.every(({ favourite }) => favourite);
  const clearIfDone = async (done: Promise<boolean>) => {
    if (await done) onClear();
  };
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="sticky top-17 z-20 mx-auto mb-3 flex w-fit max-w-full animate-rise items-center gap-1 rounded-full border border-line bg-surface py-1 pr-1.5 pl-4 shadow-float"
    >
      <span role="status" className="tabular mr-2 text-sm font-medium whitespace-nowrap">
        {images.length} selected
      </span>
      <BarButton label="Add to album" onClick={() => setChoosing(true)}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      {album && (
        <BarButton label="Remove from album" onClick={() => void clearIfDone(actions.removeFromAlbum(images, album))}>
          <FolderMinus className="size-4" aria-hidden="true" />
        </BarButton>
      )}
      <BarButton
        label={isFavourite ? "Remove from favourites" : "Add to favourites"}
        onClick={() => void clearIfDone(actions.setFavourite(images, !isFavourite))}
      >
        <Heart className={`size-4 ${isFavourite ? "fill-current" : ""}`} aria-hidden="true" />
      </BarButton>
      <ShareButton
        target={{ ids: images.map(({ id }) => id) }}
        what={countPhotos(images.length)}
        className={buttonClass("quiet", "smallIcon", "rounded-full")}
      />
      <button
        type="button"
        className={buttonClass("dangerQuiet", "small", "rounded-full")}
        aria-label="Delete"
        onClick={onDelete}
      >
        <Trash2 className="size-4" aria-hidden="true" />
        <span className="hidden sm:inline">Delete</span>
      </button>
      <BarButton label="Clear selection" onClick={onClear}>
        <X className="size-4" aria-hidden="true" />
      </BarButton>
      <AlbumDialog
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
        onChoose={(chosen) => void clearIfDone(actions.addToAlbum(images, chosen))}
      />
    </div>
  );
}

function BarButton({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className={buttonClass("quiet", "smallIcon", "rounded-full")}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
