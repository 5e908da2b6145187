import type { albums as english } from "../en/albums.ts";
import type { Translated } from "../message.ts";

export const albums: Translated<typeof english> = {
  title: "Alben",
  none: "Noch keine Alben",
  noneHelp: "Leg eins an, oder wähle Fotos in deiner Bibliothek aus und füge sie einem neuen Album hinzu.",
  empty: "Dieses Album ist noch leer",
  emptyHelp: "Wähle Fotos in deiner Bibliothek aus und dann „Zu Album hinzufügen“.",
  description: "Beschreibung",
  inside: { one: "{count} Album", other: "{count} Alben" },
  albumsInside: "Alben in {name}",
  inAlbum: "In {name}",
  parent: "Im Album",
  noParent: "In keinem",
  parentsFailed: "Deine Alben ließen sich nicht laden",
  newestCover: "Neuestes Foto als Titelbild",
  saveFailed: "Das Album ließ sich nicht speichern",
  deleteAsk: "Das Album {name} löschen?",
  photosStay: "Die Fotos bleiben in deiner Bibliothek.",
  delete: "Album löschen",
  deleteFailed: "Das Album ließ sich nicht löschen",
  order: "Reihenfolge",
  byTime: "Nach Zeit",
  ownOrder: "Eigene Reihenfolge",

  savedSearches: "Gespeicherte Suchen",
  deleteSearch: "Gespeicherte Suche {name} löschen",
  searchDeleted: "„{name}“ gelöscht",
  searchDeleteFailed: "„{name}“ ließ sich nicht löschen",
  searchSaveFailed: "„{name}“ ließ sich nicht speichern",
};
