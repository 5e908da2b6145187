import type { duplicates as english } from "../en/duplicates.ts";
import type { Translated } from "../message.ts";

export const duplicates: Translated<typeof english> = {
  title: "Duplikate",
  none: "Keine Duplikate",
  noneHelp: "Hier siehst du Fotos, die sich gleichen, und welches davon du am besten behältst.",
  deleteAsk: { one: "{count} Foto löschen?", other: "{count} Fotos löschen?" },
  deleteNote:
    "Von jeder Gruppe bleibt das erste Foto. Die anderen kommen in den Papierkorb, und sobald er geleert ist, sind {bytes} frei.",
  groups: {
    one: "{count} Gruppe, {bytes} lassen sich freigeben",
    other: "{count} Gruppen, {bytes} lassen sich freigeben",
  },
  keepBest: "Von jeder das beste behalten",
  range: "{from}–{to} von {total} Gruppen",
  lookAlike: {
    one: "{count} Foto; wähle, welches du behältst",
    other: "{count} Fotos, die sich gleichen; wähle, welches du behältst",
  },
  keep: "Behalten",
  proposed: "(Vorschlag)",
  deleteOthers: { one: "Das andere löschen ({bytes})", other: "Die anderen {count} löschen ({bytes})" },
  uploaded: "Hochgeladen: {time}",
  taken: "Aufgenommen: {time}",
  favourite: "Favorit",
  inAlbums: { one: "in {count} Album", other: "in {count} Alben" },
  tags: { one: "{count} Tag", other: "{count} Tags" },
};
