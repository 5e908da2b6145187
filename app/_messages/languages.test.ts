import { expect, test } from "vitest";
import { chooseLanguage } from "./languages.ts";

test.each([
  ["de", "en-GB", "de"],
  ["en", "de", "en"],
  // Whatever else the cookie holds counts for nothing.
  ["toString", "de-AT,de;q=0.9", "de"],
  [undefined, "de-DE,de;q=0.9,en;q=0.8", "de"],
  [undefined, "fr-FR, DE;q=0.5, en;q=0.4", "de"],
  [undefined, "de;q=0.4, en;q=0.5", "en"],
  [undefined, "de;q=0, fr", "en"],
  [undefined, "de;q=much", "en"],
  [undefined, "*", "en"],
  [undefined, "", "en"],
  [undefined, null, "en"],
] as const)("with the cookie %j a browser that asks for %j gets %s", (chosen, accepted, language) => {
  expect(chooseLanguage(chosen, accepted)).toBe(language);
});
