import { expect, test } from "vitest";
import { chooseLanguage, chooseLocale } from "./languages.ts";

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

test.each([
  ["en", "en-GB,en-US;q=0.9,en;q=0.8", "en-GB"],
  ["en", "en-US,en;q=0.9", "en-US"],
  ["de", "fr, en-GB;q=0.9, de-ch;q=0.4", "de-CH"],
  // The language was chosen against the browser's, which says nothing about how it is written.
  ["de", "en-GB,en;q=0.9", "de"],
  ["en", "en-latn-gb", "en-GB"],
  ["en", "en-QQ", "en"],
  ["en", "en-x-gb", "en"],
  ["en", "en-u-ca-buddhist", "en"],
  ["en", "en-;;", "en"],
  ["en", null, "en"],
] as const)("what is said in %s is written for a browser that asks for %j as in %s", (language, accepted, locale) => {
  expect(chooseLocale(language, accepted)).toBe(locale);
});
