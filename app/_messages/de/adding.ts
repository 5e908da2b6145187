import type { adding as english } from "../en/adding.ts";
import type { Translated } from "../message.ts";

export const adding: Translated<typeof english> = {
  upload: "Hochladen",
  choosePhotos: "Fotos auswählen",
  chooseFolder: "Ordner auswählen",
  moreWays: "Weitere Wege, Fotos hinzuzufügen",
  nothingDropped: "Darin waren keine Dateien.",
  drop: "Zum Hochladen loslassen",
  dropHelp: "Bilder, ganze Ordner und Exporte von Google oder Apple",
  pasted: "Eingefügt {day} um {time}",
  uploads: "Uploads",
  filesWaiting: { one: "{count} Datei hochzuladen", other: "{count} Dateien hochzuladen" },
  noConnection: "Wartet auf die Verbindung",
  notLoaded: "Der Uploader ließ sich nicht laden. Prüfe deine Verbindung und versuche es noch einmal.",
  offline: "Du bist offline. Was geladen ist, bleibt hier.",
  serverAway: "Skylight ist nicht zu erreichen. Was geladen ist, bleibt hier.",
  detailsOffline: "Einzelheiten brauchen eine Verbindung.",
  sharedHere: { one: "{count} Foto wurde mit Skylight geteilt", other: "{count} Fotos wurden mit Skylight geteilt" },
  sharedPhoto: "Geteiltes Foto",
  sharedLost: "Das Geteilte ließ sich nicht übernehmen",
  sharedLostHelp: "Teile es noch einmal mit Skylight.",
  discard: "Verwerfen",
};
