"use client";

import {
  Archive,
  ArchiveRestore,
  ArrowLeftToLine,
  ArrowRightToLine,
  CalendarCheck,
  CalendarClock,
  Download,
  FolderMinus,
  FolderPlus,
  Heart,
  ImageIcon,
  Layers,
  Layers2,
  ListChecks,
  MapPin,
  Tag,
  Tags,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { downloadSelected } from "../../download-photos.ts";
import { type Collection, imageChanges, type WordedChange } from "../../image-changes.ts";
import { makeCover } from "../../make-cover.ts";
import { countPhotosOf } from "../../report-change.ts";
import { ShareButton } from "../../share/share-button.tsx";
import { useImageActions } from "../../use-image-actions.ts";
import { isMonth, nameOfPeriod } from "../layout/period-name.ts";
import { dayOf } from "../tile/image-time.ts";
import { BarButton } from "./bar-button.tsx";
import { MoreActionsMenu } from "./more-actions-menu.tsx";
import { type Question, SelectionDialogs } from "./selection-dialogs.tsx";
import { SelectionFrame } from "./selection-frame.tsx";

interface SelectionBarProps {
  images: ImageListItem[];
  /** The album that is shown. */
  album: { id: string; name: string } | undefined;
  /** How many the list has in all. */
  total: number;
  onSelectAll: () => void;
  /** Selects all of a month ("2024-05") or a day ("2024-05-18") of the list. */
  onSelectPeriod: (period: string) => void;
  /** Moves them in the album's own order; absent where that is not shown. */
  onMove: ((to: "start" | "end") => void) | undefined;
  onDelete: () => void;
  /** After a change with those that were changed. */
  onClear: (changed?: readonly ImageListItem[]) => void;
}

export function SelectionBar(props: SelectionBarProps) {
  const { images, album, total, onSelectAll, onSelectPeriod, onMove, onDelete, onClear } = props;
  const actions = useImageActions({ ofStacks: true });
  const router = useRouter();
  const t = useTranslations("gallery");
  const common = useTranslations("common");
  const library = useTranslations("library");
  const [asked, setAsked] = useState<Question>();
  const isFavourite = images.every(({ favourite }) => favourite);
  const isArchived = images.every(({ archived }) => archived);
  const clearIfDone = async (done: Promise<boolean>) => {
    if (await done) onClear(images);
  };
  const photos = countPhotosOf(images);
  const hasStacks = photos > images.length;
  const changeStack = (change: WordedChange) =>
    void clearIfDone(actions.changeStack(images, change, () => router.refresh()));
  const changeCover = async (ofAlbum: Collection, id: string) => {
    const isDone = await makeCover(ofAlbum, id);
    router.refresh();
    return isDone;
  };
  const removeFrom = (ofAlbum: Collection) => void clearIfDone(actions.removeFromAlbum(images, ofAlbum));
  const archive = () => void clearIfDone(actions.setArchived(images, !isArchived));
  const [only] = images;
  const download = () => void (photos === 1 && only ? actions.download(only.id) : downloadSelected(images));
  const archiveLabel = t(isArchived ? "unarchive" : "archive");
  const ArchiveIcon = isArchived ? ArchiveRestore : Archive;
  return (
    <SelectionFrame
      count={hasStacks ? common("photos", { count: photos }) : images.length}
      onDelete={onDelete}
      onClear={onClear}
    >
      <BarButton label={library("addToAlbum")} onClick={() => setAsked("album")}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      {album && (
        <BarButton label={t("removeFromAlbum")} look="max-sm:hidden" onClick={() => removeFrom(album)}>
          <FolderMinus className="size-4" aria-hidden="true" />
        </BarButton>
      )}
      <BarButton
        label={t(isFavourite ? "removeFromFavourites" : "addToFavourites")}
        onClick={() => void clearIfDone(actions.setFavourite(images, !isFavourite))}
      >
        <Heart className={`size-4 ${isFavourite ? "fill-current" : ""}`} aria-hidden="true" />
      </BarButton>
      <ShareButton
        target={{ ids: images.map(({ id }) => id), stacks: hasStacks, count: photos }}
        what={common("photos", { count: photos })}
        className={buttonClass("quiet", "smallIcon", "rounded-full")}
      />
      <BarButton label={t("download")} look="max-sm:hidden" onClick={download}>
        <Download className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label={t("addTag")} look="max-sm:hidden" onClick={() => setAsked("tag")}>
        <Tag className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label={archiveLabel} look="max-sm:hidden" onClick={archive}>
        <ArchiveIcon className="size-4" aria-hidden="true" />
      </BarButton>
      <MoreActionsMenu
        actions={[
          ...periodsOf(images).map((period) => ({
            label: isMonth(period)
              ? t("selectAllOf", { month: nameOfPeriod(period, t.locale) })
              : t("selectDay", { day: nameOfPeriod(period, t.locale) }),
            icon: CalendarCheck,
            onSelect: () => onSelectPeriod(period),
          })),
          ...(total > images.length
            ? [{ label: t("selectAllCount", { count: total }), icon: ListChecks, onSelect: onSelectAll }]
            : []),
          ...(onMove
            ? [
                { label: t("moveToStart"), icon: ArrowLeftToLine, onSelect: () => onMove("start") },
                { label: t("moveToEnd"), icon: ArrowRightToLine, onSelect: () => onMove("end") },
              ]
            : []),
          { label: t("changeTime"), icon: CalendarClock, onSelect: () => setAsked("time") },
          { label: t("changePlace"), icon: MapPin, onSelect: () => setAsked("place") },
          { label: t("removeTag"), icon: Tags, onSelect: () => setAsked("untag") },
          ...(album && only && images.length === 1
            ? [
                {
                  label: t("makeCover"),
                  icon: ImageIcon,
                  onSelect: () => void clearIfDone(changeCover(album, only.id)),
                },
              ]
            : []),
          ...(images.length > 1
            ? [{ label: t("stack"), icon: Layers, onSelect: () => changeStack(imageChanges.stack()) }]
            : []),
          ...(hasStacks
            ? [{ label: t("unstack"), icon: Layers2, onSelect: () => changeStack(imageChanges.unstack()) }]
            : []),
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
          { label: t("download"), icon: Download, onSelect: download, isOnPhoneOnly: true },
          { label: t("addTag"), icon: Tag, onSelect: () => setAsked("tag"), isOnPhoneOnly: true },
          { label: archiveLabel, icon: ArchiveIcon, onSelect: archive, isOnPhoneOnly: true },
        ]}
      />
      <SelectionDialogs
        asked={asked}
        onClose={() => setAsked(undefined)}
        onAlbum={(chosen) => void clearIfDone(actions.addToAlbum(images, chosen))}
        onTag={(chosen) => void clearIfDone(actions.addTag(images, chosen))}
        onUntag={(chosen) => void clearIfDone(actions.removeTag(images, chosen))}
        onTime={(edit) => void clearIfDone(actions.setTime(images, edit))}
        onPlace={(position) => void clearIfDone(actions.setPosition(images, position))}
      />
    </SelectionFrame>
  );
}

/** The day and the month that all images are of, if they are of one. */
function periodsOf(images: ImageListItem[]): string[] {
  const [day = ""] = images.map(dayOf);
  return [day, day.slice(0, -"-18".length)].filter((period) =>
    images.every((image) => dayOf(image).startsWith(period)),
  );
}
