import type { findings as englishFindings, repairs as englishRepairs } from "../en/findings.ts";
import type { Translated } from "../message.ts";

export const findings: Translated<typeof englishFindings> = {
  orphan_object: "Objekt ohne Bild",
  missing_original: "Original fehlt",
  altered_original: "Original ist nicht das hochgeladene",
  size_drift: "Aufgezeichnete Größe ist falsch",
  missing_rendition: "Vorschaubild fehlt oder hat die falsche Größe",
  unreadable_image: "Unlesbarer Bilddatensatz",
  unreadable_user: "Unlesbarer Kontodatensatz",
  index_drift: "Indexeintrag ist falsch",
  usage_drift: "Belegter Speicher ist nicht die Summe der Bilder",
  missing_email_claim: "Adresse führt nicht zu ihrem Konto",
  uncounted_admin: "Admin fehlt in der Liste der Admins",
  totals_drift: "Gesamtsummen sind nicht die Summe aller Konten",
};

export const repairs: Translated<typeof englishRepairs> = {
  orphan_object: "Das Objekt wird gelöscht.",
  size_drift: "Die Größe des Objekts wird aufgezeichnet.",
  missing_rendition: "Das Bild wird neu gerendert.",
  index_drift: "Der Datensatz wird neu geschrieben.",
  usage_drift: "Die Summe wird aufgezeichnet.",
  missing_email_claim: "Die Adresse wird dem Konto zugeordnet, wenn sie frei ist.",
  uncounted_admin: "Der Admin wird eingetragen.",
  totals_drift: "Die Summen werden aufgezeichnet.",
};
