import type { common as english } from "../en/common.ts";
import type { Translated } from "../message.ts";

export const common: Translated<typeof english> = {
  about: "Deine Fotos an einem ruhigen, privaten Ort.",
  cancel: "Abbrechen",
  close: "Schließen",
  dark: "Dunkel",
  home: "Skylight, deine Fotos",
  language: "Sprache",
  light: "Hell",
  photos: { one: "{count} Foto", other: "{count} Fotos" },
  skip: "Zum Inhalt springen",
  loading: "Wird geladen",
  system: "System",
  theme: "Farbschema",
  utc: "{time} UTC",

  failed: "Bei uns ist etwas schiefgegangen",
  failedHelp: "Deine Fotos sind sicher. Meist hilft es, es noch einmal zu versuchen.",
  reference: "Kennung: {id}",
  tryAgain: "Noch einmal versuchen",

  backToPhotos: "Zurück zu deinen Fotos",
  notFound: "Seite nicht gefunden",
  notFoundHelp: "Diese Seite oder dieses Foto gibt es nicht, nicht mehr, oder es gehört jemand anderem.",
  notFoundTitle: "Nicht gefunden",

  hide: "Verbergen",
  hidePassword: "Passwort verbergen",
  show: "Anzeigen",
  showPassword: "Passwort anzeigen",

  delete: "Löschen",
  edit: "Bearbeiten",
  name: "Name",
  save: "Speichern",
  suggestions: "Vorschläge",
  undo: "Rückgängig",
  libraryIsRead: "Deine Bibliothek wird noch eingelesen",

  closeToast: "Meldung schließen",
  notifications: "Benachrichtigungen",
};
