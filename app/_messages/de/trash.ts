import type { trash as english } from "../en/trash.ts";
import type { Translated } from "../message.ts";

export const trash: Translated<typeof english> = {
  title: "Papierkorb",
  note: {
    one: "Fotos im Papierkorb werden nach einem Tag endgültig gelöscht. Bis dahin belegen sie Speicher, und du kannst sie wiederherstellen.",
    other:
      "Fotos im Papierkorb werden nach {count} Tagen endgültig gelöscht. Bis dahin belegen sie Speicher, und du kannst sie wiederherstellen.",
  },
  empty: "Der Papierkorb ist leer.",
  restore: "Wiederherstellen",
  restoreOne: "{name} wiederherstellen",
  restoreAll: { one: "Wiederherstellen", other: "Alle {count} wiederherstellen" },
  deleteOne: "{name} endgültig löschen",
  deleteAll: { one: "Endgültig löschen", other: "Alle {count} endgültig löschen" },
  deletesOn: "Wird am {day} gelöscht",
};
