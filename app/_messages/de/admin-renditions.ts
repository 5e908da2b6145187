import type { adminRenditions as english } from "../en/admin-renditions.ts";
import type { Translated } from "../message.ts";

export const adminRenditions: Translated<typeof english> = {
  note: "Größen und Formate der Vorschaubilder. Ändern sie sich, entstehen alle neu; die alten bleiben, bis die neuen fertig sind.",
  rerenders: "Durchläufe",
  none: "Der erste Durchlauf beginnt innerhalb einer Minute und prüft, ob etwas zu tun ist.",
  recipe: "Rezept",
  recipeVersion: "Rezept {version}",
  done: "Erledigt",
  rendered: "Gerendert",
  left: "Übrig",
  asOf: "Stand: Durchlauf {number}",
  keepOld: "behalten ihre alten Vorschaubilder",

  rendition: "Vorschaubild",
  pixels: "Pixel",
  quality: "Qualität",
  animated: "Animiert",
  onlyOf: "nur von {formats}",
  cropped: "beschnitten",
  atMost: "höchstens",
  yes: "ja",
  no: "nein",

  cost: "Was es kostet, alles zu rendern",
  onAws: "auf AWS, {region}",
  costNote: {
    one: "einmalig, für {count} Bild, nach Listenpreisen vom {date}; auf einem eigenen Rechner nur dessen Zeit",
    other: "einmalig, für {count} Bilder, nach Listenpreisen vom {date}; auf einem eigenen Rechner nur dessen Zeit",
  },
  lessThan: "weniger als {amount}",
  keptNote:
    "Vier Stunden lang bleiben die alten Vorschaubilder neben den neuen bestehen, weil geöffnete Seiten noch auf sie verweisen.",

  rerender: "Durchlauf {number}",
  ofAll: "über alle Bilder",
  ofOlder: "über Bilder mit älterem Rezept",
  pausedByItself:
    "Der Worker hat keines der angeforderten Bilder gerendert. Hat er dieselbe Version wie dieser Server?",
  otherRecipe: "Das Rezept hat sich geändert.",
  continues: "Beim Fortsetzen geht es hier weiter.",
  lastPass: "Ein letzter Gang stellt sicher, dass nichts übersehen wurde.",
  pace: "Höchstens {pace} pro Minute, {waiting} angefordert und in Arbeit.",
  timeLeft: "Noch mindestens {time}.",
  othersFirst: "{others} in der Warteschlange kommen zuerst.",

  renderAgain: "Neu rendern",
  renderAgainAsk: "Die ganze Bibliothek neu rendern?",
  renderAgainHelp: {
    one: "Geschätzte Kosten auf AWS für {count} Bild: {cost}. Die Bilder behalten ihre Vorschaubilder, bis die neuen fertig sind, Uploads kommen zuerst, und der Durchlauf lässt sich jederzeit anhalten.",
    other:
      "Geschätzte Kosten auf AWS für alle {count} Bilder: {cost}. Die Bilder behalten ihre Vorschaubilder, bis die neuen fertig sind, Uploads kommen zuerst, und der Durchlauf lässt sich jederzeit anhalten.",
  },
  starts: "Der Durchlauf beginnt innerhalb einer Minute.",
  force: "Auch aktuelle Bilder",
  forceHelp: "Sonst werden nur Bilder mit älterem Rezept gerendert.",
  pause: "Anhalten",
  pausedNow: "Angehalten.",
  resume: "Fortsetzen",
  resumes: "Geht innerhalb einer Minute weiter.",
  changePace: "Tempo ändern",
  changePaceTitle: "Tempo ändern",
  changePaceHelp: "Ein höheres Tempo beschäftigt mehr Worker. Uploads kommen bei jedem Tempo zuerst.",
  cancel: "Durchlauf abbrechen",
  cancelAsk: "Den Durchlauf abbrechen?",
  cancelHelp:
    "Neu gerenderte Bilder behalten ihre neuen Vorschaubilder, die übrigen ihre bisherigen. Ein neuer Durchlauf lässt sich jederzeit starten.",
  paceField: "Bilder pro Minute, höchstens",

  failures: "Ließen sich nicht neu rendern",
  failuresNote: "Sie behalten ihre bisherigen Vorschaubilder. Der nächste Durchlauf versucht es noch einmal.",
  failureList: "Bilder, die sich nicht neu rendern ließen",
  number: "Nummer",
  allImages: "alle Bilder",
  olderRecipes: "ältere Rezepte",
  startedUtc: "Beginn (UTC)",
  endedUtc: "Ende (UTC)",
  by: "Von",
  state_running: "läuft",
  state_paused: "angehalten",
  state_done: "erledigt",
  state_cancelled: "abgebrochen",
};
