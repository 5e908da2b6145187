"use client";

import { Archive, CalendarClock, FolderPlus, Heart, MapPin, Tag } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { WholeList } from "../bulk-changes.ts";
import { imageChanges, type WordedChange } from "../image-changes.ts";
import { ShareButton } from "../share/share-button.tsx";
import { BarButton } from "./bar-button.tsx";
import { MoreActionsMenu } from "./more-actions-menu.tsx";
import { type Question, SelectionDialogs } from "./selection-dialogs.tsx";
import { SelectionFrame } from "./selection-frame.tsx";

interface WholeSelectionBarProps {
  list: WholeList;
  onChange: (change: WordedChange) => void;
  onClear: () => void;
}

/** What can be done to all photos of a list, also to those that are not loaded. */
export function WholeSelectionBar({ list, onChange, onClear }: WholeSelectionBarProps) {
  const { query, count } = list;
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  const library = useTranslations("library");
  const [asked, setAsked] = useState<Question>();
  const archive = () => onChange(imageChanges.setArchived(true));

  return (
    <SelectionFrame count={t("allOf", { count })} onDelete={() => onChange(imageChanges.trash())} onClear={onClear}>
      <BarButton label={library("addToAlbum")} onClick={() => setAsked("album")}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label={t("addToFavourites")} onClick={() => onChange(imageChanges.setFavourite(true))}>
        <Heart className="size-4" aria-hidden="true" />
      </BarButton>
      <ShareButton
        target={{ list: query, count }}
        what={common("photos", { count })}
        className={buttonClass("quiet", "smallIcon", "rounded-full")}
      />
      <BarButton label={t("addTag")} look="max-sm:hidden" onClick={() => setAsked("tag")}>
        <Tag className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label={t("archive")} look="max-sm:hidden" onClick={archive}>
        <Archive className="size-4" aria-hidden="true" />
      </BarButton>
      <MoreActionsMenu
        actions={[
          { label: t("changeTime"), icon: CalendarClock, onSelect: () => setAsked("time") },
          { label: t("changePlace"), icon: MapPin, onSelect: () => setAsked("place") },
          { label: t("addTag"), icon: Tag, onSelect: () => setAsked("tag"), isOnPhoneOnly: true },
          { label: t("archive"), icon: Archive, onSelect: archive, isOnPhoneOnly: true },
        ]}
      />
      <SelectionDialogs
        asked={asked}
        onClose={() => setAsked(undefined)}
        onAlbum={(album) => onChange(imageChanges.addToAlbum(album))}
        onTag={(tag) => onChange(imageChanges.addTag(tag))}
        onTime={(time) => onChange(imageChanges.setTime(time))}
        onPlace={(position) => onChange(imageChanges.setPosition(position))}
      />
    </SelectionFrame>
  );
}
