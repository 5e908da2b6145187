import type { Catalogue, Translator } from "#app/_messages/message.ts";
import type { BulkAction } from "#lib/bulk/bulk-action.ts";
import type { BulkChangeView } from "#lib/bulk/bulk-api.ts";

const words = {
  trash: "deleted",
  restore: "restored",
  favourite: "favourite",
  unfavourite: "unfavourite",
  archive: "archived",
  unarchive: "unarchived",
  add_to_album: "addedToAlbum",
  remove_from_album: "removedFromAlbum",
  move_in_album: "moved",
  add_tag: "taggedAnyhow",
  remove_tag: "untaggedAnyhow",
  replace_tag: "retagged",
  set_time: "dated",
  reset_time: "datedAsFile",
  set_position: "placed",
  reset_position: "placedAsFile",
  stack: "stacked",
  unstack: "unstacked",
  reset_stack: "restacked",
  top_of_stack: "madeTop",
  delete_permanently: "deletedPermanently",
} as const satisfies Record<BulkAction, keyof Catalogue["changes"]>;

/** What a change does to photos, in words, without the name of an album or tag: "archived". */
export function toActionWords(
  { action, undoOf }: Pick<BulkChangeView, "action" | "undoOf">,
  t: Translator<Catalogue["changes"]>,
): string {
  return t(undoOf === undefined ? words[action] : "changedBack");
}
