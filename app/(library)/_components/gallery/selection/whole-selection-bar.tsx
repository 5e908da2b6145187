"use client";

import {
  Archive,
  ArchiveRestore,
  CalendarClock,
  FolderMinus,
  FolderPlus,
  Heart,
  MapPin,
  Tag,
  Tags,
} from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { WholeList } from "../../bulk-changes.ts";
import { type Collection, imageChanges, type WordedChange } from "../../image-changes.ts";
import { ShareButton } from "../../share/share-button.tsx";
import { nameCount } from "../list/whole-list.ts";
import { BarButton } from "./bar-button.tsx";
import { MoreActionsMenu } from "./more-actions-menu.tsx";
import { type Question, SelectionDialogs } from "./selection-dialogs.tsx";
import { SelectionFrame } from "./selection-frame.tsx";

interface WholeSelectionBarProps {
  list: WholeList;
  /** The album that is shown. */
  album: Collection | undefined;
  onChange: (change: WordedChange) => void;
  onClear: () => void;
}

/** What can be done to all photos of a list, also to those that are not loaded. */
export function WholeSelectionBar({ list, album, onChange, onClear }: WholeSelectionBarProps) {
  const { query, except, count } = list;
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  const library = useTranslations("library");
  const [asked, setAsked] = useState<Question>();
  // What all of a list are, they can only cease to be.
  const isArchive = query.archived === "true";
  const areFavourites = query.favourite === "true";
  const removeFrom = (ofAlbum: Collection) => onChange(imageChanges.removeFromAlbum(ofAlbum));
  const archive = () => onChange(imageChanges.setArchived(!isArchive));
  const archiveLabel = t(isArchive ? "unarchive" : "archive");
  const ArchiveIcon = isArchive ? ArchiveRestore : Archive;

  return (
    <SelectionFrame count={nameCount(list, t)} onDelete={() => onChange(imageChanges.trash())} onClear={onClear}>
      <BarButton label={library("addToAlbum")} onClick={() => setAsked("album")}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      {album && (
        <BarButton label={t("removeFromAlbum")} look="max-sm:hidden" onClick={() => removeFrom(album)}>
          <FolderMinus className="size-4" aria-hidden="true" />
        </BarButton>
      )}
      <BarButton
        label={t(areFavourites ? "removeFromFavourites" : "addToFavourites")}
        onClick={() => onChange(imageChanges.setFavourite(!areFavourites))}
      >
        <Heart className={`size-4 ${areFavourites ? "fill-current" : ""}`} aria-hidden="true" />
      </BarButton>
      {/* Links are to a list, or to photos by name. */}
      {!except && (
        <ShareButton
          target={{ list: query, count }}
          what={common("photos", { count })}
          className={buttonClass("quiet", "smallIcon", "rounded-full")}
        />
      )}
      <BarButton label={t("addTag")} look="max-sm:hidden" onClick={() => setAsked("tag")}>
        <Tag className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label={archiveLabel} look="max-sm:hidden" onClick={archive}>
        <ArchiveIcon className="size-4" aria-hidden="true" />
      </BarButton>
      <MoreActionsMenu
        actions={[
          { label: t("changeTime"), icon: CalendarClock, onSelect: () => setAsked("time") },
          { label: t("changePlace"), icon: MapPin, onSelect: () => setAsked("place") },
          { label: t("removeTag"), icon: Tags, onSelect: () => setAsked("untag") },
          ...(album
            ? [
                {
                  label: t("removeFromAlbum"),
                  icon: FolderMinus,
                  onSelect: () => removeFrom(album),
                  isOnPhoneOnly: true,
                },
              ]
            : []),
          { label: t("addTag"), icon: Tag, onSelect: () => setAsked("tag"), isOnPhoneOnly: true },
          { label: archiveLabel, icon: ArchiveIcon, onSelect: archive, isOnPhoneOnly: true },
        ]}
      />
      <SelectionDialogs
        asked={asked}
        onClose={() => setAsked(undefined)}
        onAlbum={(chosen) => onChange(imageChanges.addToAlbum(chosen))}
        onTag={(tag) => onChange(imageChanges.addTag(tag))}
        onUntag={(tag) => onChange(imageChanges.removeTag(tag))}
        onTime={(time) => onChange(imageChanges.setTime(time))}
        onPlace={(position) => onChange(imageChanges.setPosition(position))}
      />
    </SelectionFrame>
  );
}
