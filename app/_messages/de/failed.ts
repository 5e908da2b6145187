import type { failed as english } from "../en/failed.ts";
import type { Translated } from "../message.ts";

export const failed: Translated<typeof english> = {
  title: "Dateien, die sich nicht lesen ließen",
  note: "Sie bleiben so, wie du sie hochgeladen hast, und du kannst sie herunterladen. Bis du sie löschst, belegen sie Speicher.",
  none: "Alle Dateien ließen sich lesen.",
  noReason: "Diese Datei ließ sich nicht öffnen.",
  retry: { one: "{count} Datei noch einmal versuchen", other: "{count} Dateien noch einmal versuchen" },
  delete: { one: "{count} Datei löschen", other: "{count} Dateien löschen" },
  all: "Alle zusammen",
  retryAll: "Alle noch einmal versuchen",
  deleteAll: "Alle löschen",
  retrying: { one: "{count} Datei noch einmal versucht", other: "{count} Dateien noch einmal versucht" },
  retried: {
    one: "{count} Datei wird noch einmal verarbeitet",
    other: "{count} Dateien werden noch einmal verarbeitet",
  },
  notRetried: {
    one: "{count} Datei lässt sich nicht noch einmal versuchen",
    other: "{count} Dateien lassen sich nicht noch einmal versuchen",
  },
  downloadOne: "{name} herunterladen",
  deleteOne: "{name} löschen",
};
