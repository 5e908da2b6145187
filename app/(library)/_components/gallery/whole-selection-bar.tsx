"use client";

import { Archive, CalendarClock, FolderPlus, Heart, MapPin, Tag } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { formatCount } from "#app/_components/format-count.ts";
import type { WholeList } from "../bulk-changes.ts";
import { imageChanges, type WordedChange } from "../image-changes.ts";
import { useImageActions } from "../use-image-actions.ts";
import { BarButton } from "./bar-button.tsx";
import { type Question, SelectionDialogs } from "./selection-dialogs.tsx";
import { SelectionFrame } from "./selection-frame.tsx";

/** What can be done to all photos of a list, also to those that are not loaded. */
export function WholeSelectionBar({ list, onClear }: { list: WholeList; onClear: () => void }) {
  const router = useRouter();
  const actions = useImageActions();
  const [asked, setAsked] = useState<Question>();

  function make(change: WordedChange): void {
    onClear();
    void actions.changeWhole(list, change, () => router.refresh());
  }

  return (
    <SelectionFrame
      count={`All ${formatCount(list.count)}`}
      onDelete={() => make(imageChanges.trash())}
      onClear={onClear}
    >
      <BarButton label="Add to album" onClick={() => setAsked("album")}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Add to favourites" onClick={() => make(imageChanges.setFavourite(true))}>
        <Heart className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Add tag" onClick={() => setAsked("tag")}>
        <Tag className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Archive" onClick={() => make(imageChanges.setArchived(true))}>
        <Archive className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Change date and time" onClick={() => setAsked("time")}>
        <CalendarClock className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Change place" onClick={() => setAsked("place")}>
        <MapPin className="size-4" aria-hidden="true" />
      </BarButton>
      <SelectionDialogs
        asked={asked}
        onClose={() => setAsked(undefined)}
        onAlbum={(album) => make(imageChanges.addToAlbum(album))}
        onTag={(tag) => make(imageChanges.addTag(tag))}
        onTime={(time) => make(imageChanges.setTime(time))}
        onPlace={(position) => make(imageChanges.setPosition(position))}
      />
    </SelectionFrame>
  );
}
