import type { download as english } from "../en/download.ts";
import type { Translated } from "../message.ts";

export const download: Translated<typeof english> = {
  progress: "{done} von {photos} heruntergeladen",
  progressOpen: "{photos} heruntergeladen",
  stop: "Anhalten",
  stopped: "Download angehalten",
  done: "{name} heruntergeladen",
  failed: "Der Download hat nicht geklappt",
  someFailed: {
    one: "{count} Foto ließ sich nicht herunterladen",
    other: "{count} Fotos ließen sich nicht herunterladen",
  },
  cut: "Die ZIP-Datei ist unvollständig",
  rest: "Alle weiteren Fotos",
  listed: "„{list}“ in der ZIP-Datei nennt sie. {name}: {reason}",
  list: "Nicht heruntergeladen.txt",
  incomplete: "Unvollständig. {reason}",
  gone: "Es ist nicht mehr da.",
  refused: "Abgelehnt ({status}).",
  busy: "Skylight ist beschäftigt ({status}).",
  broke: "Die Verbindung ist abgebrochen.",
  ended:
    "Du bist nicht mehr angemeldet, oder der Link muss neu geöffnet werden. Danach kannst du die übrigen herunterladen.",
  linkEnded: "Der Link ist abgelaufen.",
  zip: "ZIP-Archiv",
  photosName: "Fotos",
};
