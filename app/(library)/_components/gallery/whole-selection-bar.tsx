"use client";

import { Archive, CalendarClock, FolderPlus, Heart, MapPin, Tag, Trash2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { AlbumDialog } from "../album-dialog.tsx";
import type { ImageChange, WholeList } from "../bulk-changes.ts";
import { TagDialog } from "../tag-dialog.tsx";
import { TimeDialog } from "../time-dialog.tsx";
import { useImageActions } from "../use-image-actions.ts";
import { BarButton } from "./bar-button.tsx";

const PlaceDialog = lazy(() => import("../place-dialog.tsx").then((dialog) => ({ default: dialog.PlaceDialog })));

/** What can be done to all photos of a list, also to those that are not loaded. */
export function WholeSelectionBar({ list, onClear }: { list: WholeList; onClear: () => void }) {
  const router = useRouter();
  const actions = useImageActions();
  const [asked, setAsked] = useState<"album" | "tag" | "time" | "place">();
  const close = () => setAsked(undefined);

  function change(done: string, action: ImageChange): void {
    onClear();
    void actions.changeWhole(list, done, action, () => router.refresh());
  }

  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="sticky top-17 z-20 mx-auto mb-3 flex w-fit max-w-full animate-rise items-center overflow-x-auto rounded-full border border-line bg-surface py-1 pr-1.5 pl-4 shadow-float sm:gap-1"
    >
      <span role="status" className="tabular mr-2 text-sm font-medium whitespace-nowrap">
        All {formatCount(list.count)}
        <span className="max-sm:sr-only"> selected</span>
      </span>
      <BarButton label="Add to album" onClick={() => setAsked("album")}>
        <FolderPlus className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Add to favourites" onClick={() => change("added to favourites", { action: "favourite" })}>
        <Heart className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Add tag" onClick={() => setAsked("tag")}>
        <Tag className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Archive" onClick={() => change("archived", { action: "archive" })}>
        <Archive className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Change date and time" onClick={() => setAsked("time")}>
        <CalendarClock className="size-4" aria-hidden="true" />
      </BarButton>
      <BarButton label="Change place" onClick={() => setAsked("place")}>
        <MapPin className="size-4" aria-hidden="true" />
      </BarButton>
      <button
        type="button"
        className={buttonClass("dangerQuiet", "small", "rounded-full")}
        aria-label="Delete"
        onClick={() => change("deleted", { action: "trash" })}
      >
        <Trash2 className="size-4" aria-hidden="true" />
        <span className="hidden sm:inline">Delete</span>
      </button>
      <BarButton label="Clear selection" onClick={onClear}>
        <X className="size-4" aria-hidden="true" />
      </BarButton>
      <AlbumDialog
        isOpen={asked === "album"}
        onClose={close}
        onChoose={({ id, name }) => change(`added to ${name}`, { action: "add_to_album", album: id })}
      />
      <TagDialog
        title="Add tag"
        isOpen={asked === "tag"}
        onClose={close}
        onChoose={({ id, name }) => change(`tagged “${name}”`, { action: "add_tag", tag: id })}
      />
      <TimeDialog
        isOpen={asked === "time"}
        onClose={close}
        onChoose={(time) =>
          time === null
            ? change("dated as the files say", { action: "reset_time" })
            : change("dated", { action: "set_time", time })
        }
      />
      {asked === "place" && (
        <Suspense>
          <PlaceDialog
            isOpen
            onClose={close}
            onChoose={(position) =>
              position === "file"
                ? change("placed as the files say", { action: "reset_position" })
                : change(position === null ? "without a place now" : "placed", { action: "set_position", position })
            }
          />
        </Suspense>
      )}
    </div>
  );
}
