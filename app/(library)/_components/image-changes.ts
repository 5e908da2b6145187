import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
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

const words = () => browserTranslations("changes");

/** The changes that can be undone. */
export const imageChanges = {
  addToAlbum: ({ id, name }: Collection) => worded(words()("addedTo", { name }), { action: "add_to_album", album: id }),
  removeFromAlbum: ({ id, name }: Collection) =>
    worded(words()("removedFrom", { name }), { action: "remove_from_album", album: id }),
  moveInAlbum: ({ id, name }: Collection, to: MoveTarget) =>
    worded(words()("movedIn", { name }), { action: "move_in_album", album: id, to }),
  addTag: ({ id, name }: Collection) => worded(words()("tagged", { name }), { action: "add_tag", tag: id }),
  removeTag: ({ id, name }: Collection) => worded(words()("untagged", { name }), { action: "remove_tag", tag: id }),
  setFavourite: (favourite: boolean) =>
    favourite
      ? worded(words()("favourite"), { action: "favourite" })
      : worded(words()("unfavourite"), { action: "unfavourite" }),
  setArchived: (archived: boolean) =>
    archived
      ? worded(words()("archived"), { action: "archive" })
      : worded(words()("unarchived"), { action: "unarchive" }),
  /** null: as the files say. */
  setTime: (time: TimeEdit | null) =>
    time === null
      ? worded(words()("datedAsFile"), { action: "reset_time" })
      : worded(words()("dated"), { action: "set_time", time }),
  /** null: nowhere; "file": where the files say. */
  setPosition: (position: Position | null | "file") =>
    position === "file"
      ? worded(words()("placedAsFile"), { action: "reset_position" })
      : worded(words()(position === null ? "unplaced" : "placed"), { action: "set_position", position }),
  stack: () => worded(words()("stacked"), { action: "stack" }),
  unstack: () => worded(words()("unstacked"), { action: "unstack" }),
  makeTop: () => worded(words()("madeTop"), { action: "top_of_stack" }),
  restore: () => worded(words()("restored"), { action: "restore" }),
  trash: () => worded(words()("deleted"), { action: "trash" }),
};

function worded(words: string, change: ImageChange): WordedChange {
  return { words, change };
}
