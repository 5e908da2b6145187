import type { signIn as english } from "../en/sign-in.ts";
import type { Translated } from "../message.ts";

export const signIn: Translated<typeof english> = {
  apiDocumentation: "API-Dokumentation (Englisch)",
  needsScripts:
    "Dieses Formular braucht JavaScript. Schalte es für diese Seite ein und lade sie neu. Wenn du angemeldet bist, kannst du Fotos auch ohne ansehen.",
  about: "Über Skylight",
  claim: "Deine Fotos, im besten Licht.",
  claimMore: "Zieh einen Ordner herein. Sieh ihn nach wenigen Augenblicken. Hol ihn wieder heraus, Byte für Byte.",

  title: "Anmelden",
  welcome: "Willkommen zurück",
  isNew: "Neu hier?",
  createAccount: "Konto anlegen",
  email: "E-Mail",
  password: "Passwort",
  signIn: "Anmelden",
  forgot: "Passwort vergessen?",
  keep: "Mein Konto behalten",

  createYours: "Leg dein Konto an",
  hasAccount: "Du hast schon eins?",
  name: "Name (optional)",
  passwordHint: "Mindestens {min} Zeichen. Ein paar Wörter hintereinander sind gut.",
  registered: "Dein Konto ist angelegt. {problem}",
  taken: "Für diese Adresse gibt es schon ein Konto.",
  signInInstead: "Stattdessen anmelden",

  resetTitle: "Neues Passwort",
  choosePassword: "Wähle ein neues Passwort",
  resetNote: "Damit wirst du auf allen Geräten abgemeldet, und alle API-Tokens werden ungültig.",
  newPassword: "Neues Passwort",
  setPassword: "Passwort festlegen",
  isSet: "Dein neues Passwort gilt.",
  forgotTitle: "Passwort vergessen?",
  askAdmin:
    "Bitte einen Admin dieser Seite um einen Link. Er funktioniert einmal, innerhalb eines Tages, und du kannst damit ein neues Passwort wählen.",
  noEmail: "Skylight verschickt keine E-Mails, der Admin muss dir den Link also selbst geben.",
  back: "Zurück zur Anmeldung",

  incorrect: "E-Mail-Adresse oder Passwort ist falsch.",
  closed: "Dieses Konto ist geschlossen. Melde dich an, um es zu behalten.",
  closedUntil:
    "Dieses Konto ist geschlossen und wird am {day} gelöscht. Bis dahin kannst du dich anmelden und es behalten.",
  tooMany: "Zu viele Versuche. Versuche es in {wait} noch einmal.",
  busy: "Skylight ist gerade beschäftigt. Versuche es in {wait} noch einmal.",
  refused: "Die Anmeldung hat nicht geklappt. Bitte versuche es noch einmal.",
  unreachable: "Skylight ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.",
  aFewMinutes: "ein paar Minuten",
  seconds: { one: "einer Sekunde", other: "{count} Sekunden" },
  minutes: { one: "einer Minute", other: "{count} Minuten" },
};
