import type {
  adminSystem as english,
  limits as englishLimits,
  settings as englishSettings,
} from "../en/admin-system.ts";
import type { Translated } from "../message.ts";

export const adminSystem: Translated<typeof english> = {
  note: "Version, Einstellungen und Grenzen dieser Installation. Geheimnisse werden nie angezeigt.",
  version: "Version",
  runsOn: "Läuft auf",
  thisMachine: "diesem Rechner (eingebaute Cloud)",
  aws: "AWS, {region}",
  upSince: "Läuft seit",
  metrics: "Messwerte",
  metricsHelp:
    "Prometheus liest die Zahlen der Übersicht von {path}, mit dem API-Token eines Admins als Bearer-Token. Ein Token gibt es über {login}.",
  settings: "Einstellungen",
  limits: "Grenzen",
  rate: "{attempts} in {time}",
  throttle: "{attempts} in einer Stunde, danach je bis zu {time} Wartezeit",
};

export const settings: Translated<typeof englishSettings> = {
  bucket: "Bucket",
  table: "Tabelle",
  queue: "Warteschlange",
  deadLetterQueue: "Warteschlange für Unzustellbares",
  address: "Adresse",
  configuredAdmins: "Admins durch ADMIN_EMAILS",
  proxies: "Vertraute Proxys",
  auditKept: "Aufbewahrung des Audit-Logs",
  trashKept: "Aufbewahrung im Papierkorb",
};

export const limits: Translated<typeof englishLimits> = {
  largestFile: "Größte Datei",
  largestBody: "Größte Anfrage an POST /api/upload",
  quota: "Speichergrenze eines Kontos",
  openUploads: "Offene Uploads eines Kontos",
  attempts: "Versuche je Nachricht",
  uploadLink: "Gültigkeit eines Upload-Links",
  downloadLink: "Gültigkeit eines Download-Links",
  longestSession: "Längste Sitzung",
  idleSession: "Ende einer Sitzung ohne Nutzung",
  recipe: "Rezept",
  signIns: "Anmeldungen von einer Adresse",
  resets: "Passwort-Rücksetzungen von einer Adresse",
  registrations: "Registrierungen von einer Adresse",
  takenEmails: "Registrierungen vergebener E-Mail-Adressen",
  guessesByNetwork: "Falsche Passwörter aus einem Netz",
  guessesByAccount: "Falsche Passwörter für ein Konto",
  guessesByDevice: "Falsche Passwörter von einem bekannten Browser",
  guessesOfOwn: "Falsche bisherige Passwörter",
};
