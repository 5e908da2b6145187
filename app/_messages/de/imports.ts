import type { imports as english } from "../en/imports.ts";
import type { Translated } from "../message.ts";

export const imports: Translated<typeof english> = {
  title: "Importieren",
  reading: "Deine Auswahl wird gelesen …",
  readFailed: "Deine Auswahl ließ sich nicht lesen. Versuche es noch einmal.",
  found: { one: "{count} Foto gefunden, {size}", other: "{count} Fotos gefunden, {size}" },
  nothing: "Keine Fotos zum Importieren",
  inAlbums: "Alben: {names}",
  moreAlbums: "{more} weitere",
  countArchived: { one: "{count} Foto ist archiviert.", other: "{count} Fotos sind archiviert." },
  countPartners: { one: "{count} Foto ist von einem Partner.", other: "{count} Fotos sind von einem Partner." },
  countAlone: {
    one: "{count} Foto kommt ohne Angaben neben seiner Datei.",
    other: "{count} Fotos kommen ohne Angaben neben ihren Dateien.",
  },
  countStarred: {
    one: "{count} Foto hat einen bis vier Sterne, die nicht übernommen werden. Fünf machen einen Favoriten.",
    other: "{count} Fotos haben einen bis vier Sterne, die nicht übernommen werden. Fünf machen einen Favoriten.",
  },
  leftOut: { one: "{count} Datei ausgelassen", other: "{count} Dateien ausgelassen" },
  notes: { one: "{count} Hinweis", other: "{count} Hinweise" },
  moreLines: "und {more} weitere",
  import: "Importieren",
  importPhotos: { one: "{count} Foto importieren", other: "{count} Fotos importieren" },

  options: "Optionen",
  photos: "Fotos",
  trashed: "Auch aus dem Papierkorb",
  locked: "Auch aus dem gesperrten Ordner",
  partner: "Auch von Partnern",
  archivedPhotos: "Archivierte Fotos",
  archived: "Bleiben archiviert",
  shown: "Kommen in die Zeitleiste",
  out: "Bleiben draußen",
  albums: "Alben",
  untitledAlbums: "Alben ohne Titel nach ihrem Ordner benennen",
  albumsByFolder: "Aus jedem Ordner ein Album machen",
  oneAlbum: "Alle Fotos in ein Album legen",
  tags: "Tags",
  people: "Aus Personen",
  keywords: "Aus Stichwörtern, die in Fotos stehen",
};
