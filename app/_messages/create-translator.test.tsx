import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createTranslator } from "./create-translator.ts";

const english = {
  found: { one: "{count} photo of {place}", other: "{count} photos of {place}" },
  none: "Nothing here",
} as const;
const german = { found: { one: "{count} Foto von {place}", other: "{count} Fotos von {place}" }, none: "Nichts da" };

const inEnglish = createTranslator<typeof english>("en", english);
const inGerman = createTranslator<typeof english>("de", german as unknown as typeof english);

test("plurals and numbers are those of the language", () => {
  expect(inEnglish("found", { count: 1, place: "Rome" })).toBe("1 photo of Rome");
  expect(inEnglish("found", { count: 1240, place: "Rome" })).toBe("1,240 photos of Rome");
  expect(inGerman("found", { count: 0, place: "Rom" })).toBe("0 Fotos von Rom");
  expect(inGerman("found", { count: 1240, place: "Rom" })).toBe("1.240 Fotos von Rom");
  expect(inGerman("none")).toBe("Nichts da");
});

test("what a value holds is never read as a message", () => {
  expect(inEnglish("found", { count: 2, place: "{count} $& <b>" })).toBe("2 photos of {count} $& <b>");
});

test("numbers are written as in the region of who reads them", () => {
  const inIndia = createTranslator<typeof english>("en", english, "en-IN");
  expect(inIndia("found", { count: 123_456, place: "Rome" })).toContain("1,23,456");
  expect(inEnglish("found", { count: 123_456, place: "Rome" })).toContain("123,456");
});

test("elements can be placed within a message", () => {
  const place = <b key="place">Rom & Umgebung</b>;
  expect(renderToStaticMarkup(inGerman.rich("found", { count: 3, place }))).toBe(
    "3 Fotos von <b>Rom &amp; Umgebung</b>",
  );
});

test("the same messages are said by the same function, so that effects may depend on it", () => {
  expect(createTranslator<typeof english>("en", english)).toBe(inEnglish);
  expect(inEnglish).not.toBe(inGerman);
});

test("a key from elsewhere can be asked for, and a wrong one is an error", () => {
  expect(inEnglish.has("found")).toBe(true);
  expect(inEnglish.has("toString")).toBe(false);
  expect(() => inEnglish("nowhere" as "none")).toThrow('"nowhere"');
});

test("keys and values are checked by the compiler", () => {
  // @ts-expect-error a value is missing
  void (() => inEnglish("found", { count: 1 }));
  // @ts-expect-error a plural depends on a number
  void (() => inEnglish("found", { count: "1", place: "Rome" }));
  // @ts-expect-error there is no such message
  void (() => inEnglish("foundd"));
});
