import { expect, test } from "vitest";
import { nameCountry } from "./country-name.ts";

test.each([
  ["Germany", "de", "Deutschland"],
  ["Japan", "de", "Japan"],
  ["Norway", "en", "Norway"],
  ["Atlantis", "de", "Atlantis"],
  ["", "de", ""],
])("%j is called in %s %j", (english, language, name) => {
  expect(nameCountry(english, language)).toBe(name);
});
