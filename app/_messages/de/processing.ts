import type { processing as english } from "../en/processing.ts";
import type { Translated } from "../message.ts";

export const processing: Translated<typeof english> = {
  title: "Verarbeitungsprotokoll",
  attempt: "Versuch {number}",
  upload_begun: "Upload begonnen",
  stored: "Original gespeichert",
  inspected: "Datei geprüft",
  rendered: "Größen erzeugt",
  ready: "Fertig",
  failed: "Fehlgeschlagen",
  attempt_failed: "Versuch fehlgeschlagen",
  retry_requested: "Neuer Versuch angefordert",
  trashed: "In den Papierkorb verschoben",
  restored: "Wiederhergestellt",
  rerendered: "Vorschaubilder neu erzeugt",
  rerender_failed: "Ließ sich nicht neu erzeugen; die bisherigen bleiben",
  duplicate_event: "Doppelte Meldung übergangen",
};
