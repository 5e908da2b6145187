import type { library as english } from "../en/library.ts";
import type { Translated } from "../message.ts";

export const library: Translated<typeof english> = {
  photosTitle: "Fotos",
  months: "Monate",
  favourites: "Favoriten",
  noFavourites: "Noch keine Favoriten",
  noFavouritesHelp: "Öffne ein Foto und drücke auf das Herz oder die Taste L, dann findest du es hier.",
  archive: "Archiv",
  archiveNote: "Nicht in der Zeitleiste, aber in Alben und in der Suche.",
  nothingArchived: "Nichts archiviert",
  nothingArchivedHelp: "Wähle Fotos aus und dann „Archivieren“, um sie aus der Zeitleiste zu nehmen.",

  sections: "Bereiche",
  photos: "Fotos",
  albums: "Alben",
  map: "Karte",
  description: "Deine Fotos, an einem ruhigen und privaten Ort.",
  pages: "Seiten",
  firstPage: "Erste Seite",
  nextPage: "Nächste Seite",
  sharedWithMe: "Mit mir geteilt",
  shares: "Freigaben",
  trash: "Papierkorb",
  search: "Suche",
  account: "Konto",
  duplicates: "Duplikate",
  accountMenu: "Kontomenü",
  admin: "Verwaltung",
  api: "API",
  keyboard: "Tastenkürzel",
  signOut: "Abmelden",

  downloadAll: "Alle herunterladen",
  downloadFailed: "Der Download hat nicht geklappt",

  addToAlbum: "Zu Album hinzufügen",
  newAlbum: "Neues Album",
  newAlbumName: "Name des neuen Albums",
  create: "Anlegen",
  tag: "Tag",
  newTag: "Neuer Tag „{name}“",
};
