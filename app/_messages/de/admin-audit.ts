import type { adminAudit as english } from "../en/admin-audit.ts";
import type { Translated } from "../message.ts";

export const adminAudit: Translated<typeof english> = {
  note: {
    one: "Wer was an wem getan hat, wann und von wo. {count} Tag lang aufbewahrt, nie geändert.",
    other: "Wer was an wem getan hat, wann und von wo. {count} Tage lang aufbewahrt, nie geändert.",
  },
  userEmail: "Konto (E-Mail)",
  everything: "Alles",
  fromDay: "Von Tag (UTC)",
  toDay: "Bis Tag (UTC)",
  filter: "Filtern",
  noneAmongNewest: "Unter den neuesten Einträgen ist keiner; vielleicht gibt es ältere.",
  none: "Keine Einträge gefunden.",
  by: "Von",
  to: "An",
  details: "Einzelheiten",
  from: "Adresse",
  operator: "Betreiber",
  unknown: "unbekannt",
};
