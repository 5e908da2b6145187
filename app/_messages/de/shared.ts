import type { shared as english } from "../en/shared.ts";
import type { Translated } from "../message.ts";

export const shared: Translated<typeof english> = {
  dead: "Dieser Link funktioniert nicht",
  deadHelp: "Vielleicht ist er vertippt, abgelaufen oder nicht mehr freigegeben. Bitte um einen neuen.",
  untitled: "Geteilte Fotos",
  untitledPhoto: "Geteiltes Foto",
  photo: "Foto",
  photoId: "Foto {id}",
  downloadAll: "Alle herunterladen",
  download: "Herunterladen",
  none: "Hier sind gerade keine Fotos.",
  more: "Weitere Fotos",
  all: "Alle Fotos",
  others: "Andere Fotos",
  previous: "Vorheriges Foto",
  next: "Nächstes Foto",

  enterPassword: "Gib das Passwort ein, das du mit dem Link bekommen hast.",
  fewTimes: "Dieser Link lässt sich nur einige Male öffnen. Für dich bleibt er einen Tag lang offen.",
  password: "Passwort",
  show: "Fotos anzeigen",
  incorrect: "Das Passwort ist falsch.",
  tooMany: "Zu viele Versuche. Warte einen Moment und versuche es dann noch einmal.",
  busy: "Gerade öffnen zu viele Leute Links. Versuche es gleich noch einmal.",
  refused: "Das hat nicht geklappt.",
};
