import type { account as english } from "../en/account.ts";
import type { Translated } from "../message.ts";

export const account: Translated<typeof english> = {
  title: "Konto",

  storage: "Speicher",
  used: {
    one: "{used} von {quota} mit {count} Foto belegt",
    other: "{used} von {quota} mit {count} Fotos belegt",
  },
  trashCounts: "Fotos im {trash} zählen mit.",
  trashCountsReserved: "Fotos im {trash} zählen mit; {bytes} sind für laufende Uploads vorgemerkt.",
  trash: "Papierkorb",

  export: "Export",
  exportNote:
    "Alle Originale als eine ZIP-Datei, mit Titeln, Tags und Alben für andere Programme. Ohne den Papierkorb. Bei einer großen Bibliothek macht {command} dort weiter, wo es aufgehört hat.",
  exportAll: "Alles exportieren",
  exportFailed: "Der Export hat nicht geklappt",
  exportName: "Skylight-Export",
  folders: "Ordner",
  foldersByMonth: "Ordner nach Monat",
  foldersByAlbum: "Ordner nach Album",

  password: "Passwort",
  currentPassword: "Bisheriges Passwort",
  newPassword: "Neues Passwort",
  passwordHint: "Mindestens {min} Zeichen.",
  changePassword: "Passwort ändern",
  passwordChanged: "Passwort geändert",
  passwordChangedNote: "Andere Geräte sind abgemeldet, API-Tokens ungültig.",
  notYourPassword: "Das ist nicht dein bisheriges Passwort.",

  sessions: "Sitzungen",
  sessionsNote:
    "Browser und API-Tokens, die in deinem Konto angemeldet sind. Melde ab, was du nicht kennst, und ändere dann dein Passwort.",
  sessionList: "Wo du angemeldet bist",
  showAll: "Alle {count} anzeigen",
  apiToken: "API-Token ({device})",
  device: "{browser} unter {system}",
  unknownDevice: "Unbekanntes Gerät",
  thisBrowser: "Dieser Browser",
  lastUsed: "Zuletzt benutzt: {time}",
  revoke: "Widerrufen",
  revokeOne: "{name} widerrufen",
  revoked: "API-Token widerrufen",
  revokeFailed: "Das Token ließ sich nicht widerrufen",
  signOut: "Abmelden",
  signOutOne: "{name} abmelden",
  signedOut: "Abgemeldet",
  signOutFailed: "Das Abmelden hat nicht geklappt",
  signOutEverywhere: "Überall abmelden",
  signOutEverywhereAsk: "Überall abmelden?",
  signOutEverywhereNote:
    "Damit wirst du auf allen Geräten abgemeldet, auch hier. Alle API-Tokens und Links zum Zurücksetzen werden ungültig.",
  signOutEverywhereFailed: "Das Abmelden auf allen Geräten hat nicht geklappt",

  delete: "Konto löschen",
  deleteNote: "Löscht dein Konto und alles, was darin ist. Du hast {days} Tage, um es dir anders zu überlegen.",
  deleteMine: "Mein Konto löschen",
  willBeDeleted: "Endgültig gelöscht werden:",
  photosDeleted: {
    one: "{count} Foto, {bytes}, mit Papierkorb",
    other: "{count} Fotos, {bytes}, mit Papierkorb",
  },
  albums: { one: "{count} Album", other: "{count} Alben" },
  tags: { one: "{count} Tag", other: "{count} Tags" },
  shareLinks: { one: "{count} Freigabe", other: "{count} Freigaben" },
  deleteConsequence:
    "Du wirst sofort überall abgemeldet, und deine Freigaben funktionieren nicht mehr. Melde dich innerhalb von {days} Tagen an, um dein Konto zu behalten.",
  yourPassword: "Dein Passwort",
};
