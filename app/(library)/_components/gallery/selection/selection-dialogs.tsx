"use client";

import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import { AlbumDialog } from "../../album-dialog.tsx";
import type { Collection } from "../../image-changes.ts";
import { PlaceDialog } from "../../place-dialog.tsx";
import { TagDialog } from "../../tag-dialog.tsx";
import { TimeDialog } from "../../time-dialog.tsx";

export type Question = "album" | "tag" | "untag" | "time" | "place";

interface SelectionDialogsProps {
  /** The dialog that is open. */
  asked: Question | undefined;
  onClose: () => void;
  onAlbum: (album: Collection) => void;
  onTag: (tag: Collection) => void;
  onUntag: (tag: Collection) => void;
  /** null: as the files say. */
  onTime: (edit: TimeEdit | null) => void;
  /** null: nowhere; "file": where the files say. */
  onPlace: (position: Position | null | "file") => void;
}

/** What has to be asked before selected photos can be changed. */
export function SelectionDialogs({ asked, onClose, onAlbum, onTag, onUntag, onTime, onPlace }: SelectionDialogsProps) {
  const t = useTranslations("gallery");
  return (
    <>
      <AlbumDialog isOpen={asked === "album"} onClose={onClose} onChoose={onAlbum} />
      <TagDialog title={t("addTag")} isOpen={asked === "tag"} onClose={onClose} onChoose={onTag} />
      <TagDialog
        title={t("removeTag")}
        isOpen={asked === "untag"}
        onClose={onClose}
        onChoose={onUntag}
        canCreate={false}
      />
      <TimeDialog isOpen={asked === "time"} onClose={onClose} onChoose={onTime} />
      <PlaceDialog isOpen={asked === "place"} onClose={onClose} onChoose={onPlace} />
    </>
  );
}
