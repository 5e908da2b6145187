import type { gallery as english } from "../en/gallery.ts";
import type { Translated } from "../message.ts";

export const gallery: Translated<typeof english> = {
  empty: "Hier erscheinen deine Fotos",
  emptyHelp: "Zieh Fotos oder ganze Ordner auf diese Seite, füge eins ein oder wähle sie aus.",
  choosePhotos: "Fotos auswählen",
  reading: {
    one: "Deine Bibliothek wird geladen: bisher {count} Foto",
    other: "Deine Bibliothek wird geladen: bisher {count} Fotos",
  },
  selectAll: "Alle auswählen",
  selectAllOf: "Alle von {month} auswählen",
  month: "Monat",
  retry: "Noch einmal",
  retryOne: "{name} noch einmal versuchen",
  deleteOne: "{name} löschen",
  selectOne: "{name} auswählen",
  animated: "Animiert",
  processing: "In Arbeit",
  unreadable: "Diese Datei ließ sich nicht öffnen.",

  selection: "Auswahl",
  selected: "ausgewählt",
  allOf: "Alle {count}",
  clear: "Auswahl aufheben",
  moreActions: "Weitere Aktionen",
  removeFromAlbum: "Aus Album entfernen",
  addToFavourites: "Zu Favoriten hinzufügen",
  removeFromFavourites: "Aus Favoriten entfernen",
  download: "Herunterladen",
  addTag: "Tag hinzufügen",
  archive: "Archivieren",
  unarchive: "Aus dem Archiv holen",
  selectAllCount: "Alle {count} auswählen",
  changeTime: "Datum und Uhrzeit ändern",
  changePlace: "Ort ändern",
};
