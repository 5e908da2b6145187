import type { tags as english } from "../en/tags.ts";
import type { Translated } from "../message.ts";

export const tags: Translated<typeof english> = {
  title: "Tags",
  none: "Noch keine Tags",
  noneHelp: "Öffne ein Foto oder wähle mehrere aus und gib ihnen einen Tag.",
  name: "Name des Tags",
  change: "Tag {name} ändern",
  rename: "Umbenennen",
  renameFailed: "„{name}“ ließ sich nicht umbenennen",
  mergeInto: "Mit einem anderen Tag zusammenführen",
  mergeTitle: "„{name}“ zusammenführen mit",
  mergeAsk: "„{name}“ mit „{into}“ zusammenführen?",
  mergeNote: {
    one: "{count} Foto bekommt den Tag „{into}“, „{name}“ gibt es dann nicht mehr.",
    other: "{count} Fotos bekommen den Tag „{into}“, „{name}“ gibt es dann nicht mehr.",
  },
  merge: "Zusammenführen",
  merged: "„{name}“ mit „{into}“ zusammengeführt",
  undoFailed: "Das ließ sich nicht rückgängig machen",
  mergeFailed: "„{name}“ ließ sich nicht zusammenführen",
  deleteAsk: "Den Tag „{name}“ löschen?",
  photosStay: "Die Fotos bleiben in deiner Bibliothek.",
  delete: "Tag löschen",
  deleteFailed: "„{name}“ ließ sich nicht löschen",
};
