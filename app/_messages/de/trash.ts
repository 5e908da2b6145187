import type { trash as english } from "../en/trash.ts";
import type { Translated } from "../message.ts";

export const trash: Translated<typeof english> = {
  title: "Papierkorb",
  note: {
    one: "Fotos im Papierkorb werden nach einem Tag endgültig gelöscht. Bis dahin belegen sie Speicher, und du kannst sie wiederherstellen.",
    other:
      "Fotos im Papierkorb werden nach {count} Tagen endgültig gelöscht. Bis dahin belegen sie Speicher, und du kannst sie wiederherstellen.",
  },
  empty: "Der Papierkorb ist leer",
  emptyHelp: "Fotos, die du löschst, warten hier, falls du sie wiederhaben willst.",
  restore: "Wiederherstellen",
  restoreAll: "Alle wiederherstellen",
  emptyTrash: "Papierkorb leeren",
  deletePermanently: "Endgültig löschen",
  inTrash: {
    one: "Im Papierkorb. Wird innerhalb eines Tages endgültig gelöscht.",
    other: "Im Papierkorb. Wird in {count} Tagen endgültig gelöscht.",
  },
};
