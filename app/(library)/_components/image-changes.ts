import type { Position } from "#lib/images/image.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import type { ImageChange } from "./bulk-changes.ts";

/** An album or a tag. */
export interface Collection {
  id: string;
  name: string;
}

/** A change, and what is said of the photos once it is made: "3 photos archived". */
export interface WordedChange {
  words: string;
  change: ImageChange;
}

/** The changes that can be undone. */
export const imageChanges = {
  addToAlbum: ({ id, name }: Collection) => worded(`added to ${name}`, { action: "add_to_album", album: id }),
  removeFromAlbum: ({ id, name }: Collection) =>
    worded(`removed from ${name}`, { action: "remove_from_album", album: id }),
  addTag: ({ id, name }: Collection) => worded(`tagged “${name}”`, { action: "add_tag", tag: id }),
  removeTag: ({ id, name }: Collection) => worded(`no longer tagged “${name}”`, { action: "remove_tag", tag: id }),
  setFavourite: (favourite: boolean) =>
    favourite
      ? worded("added to favourites", { action: "favourite" })
      : worded("removed from favourites", { action: "unfavourite" }),
  setArchived: (archived: boolean) =>
    archived ? worded("archived", { action: "archive" }) : worded("moved out of the archive", { action: "unarchive" }),
  /** null: as the files say. */
  setTime: (time: TimeEdit | null) =>
    time === null
      ? worded("dated as the files say", { action: "reset_time" })
      : worded("dated", { action: "set_time", time }),
  /** null: nowhere; "file": where the files say. */
  setPosition: (position: Position | null | "file") =>
    position === "file"
      ? worded("placed as the files say", { action: "reset_position" })
      : worded(position === null ? "without a place now" : "placed", { action: "set_position", position }),
  trash: () => worded("deleted", { action: "trash" }),
};

function worded(words: string, change: ImageChange): WordedChange {
  return { words, change };
}
