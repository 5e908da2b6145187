import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import { type Language, languages } from "./languages.ts";
import type { Area, Message, Messages } from "./message.ts";

const root = join(import.meta.dirname, "../..");
const areas = Object.keys(en) as Area[];
const others = (Object.keys(languages) as Language[]).filter((language) => language !== "en");

/** Names of the values in a message, of each text the same. */
function toNames(message: Message): string {
  const texts = typeof message === "string" ? [message] : Object.values(message);
  const names = texts.map((text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort());
  return [...new Set(names.map((list) => list.join(" ")))].join(" | ");
}

test.each(others.flatMap((language) => areas.map((area) => [language, area] as const)))(
  "in %s the messages of %s have the values of the English ones",
  (language, area) => {
    const english: Messages = { ...en[area] };
    for (const [key, message] of Object.entries(catalogue[language][area] as Messages)) {
      if (english[key] !== undefined) expect(toNames(message), key).toBe(toNames(english[key]));
    }
  },
);

test("what is done to photos can also be said not to have been possible", () => {
  // "3 photos could not be …": a participle, and nothing that they are or are no longer.
  const keys = Object.keys(en.changes);
  const words = keys.slice(keys.indexOf("addedToAlbum"), keys.indexOf("changedBack") + 1);
  const { changes }: Record<string, Messages> = en;
  for (const key of words) expect(changes?.[key], key).toMatch(/^(?:\w+ed|given|put|reset)\b/);
});

test("one of something is not said in the plural", () => {
  for (const area of areas) {
    for (const [key, message] of Object.entries(en[area] as Messages)) {
      const one = typeof message === "string" ? "" : (message.one ?? "");
      expect(one, `${area}.${key}`).not.toMatch(/\{count\} \w+s\b/);
    }
  }
});

/** These are said by a code that the server sends. */
const BY_CODE =
  /^(auditActions|failures|findings|importReasons|leftOut|limits|processing|refusals|repairs|settings)\.|^admin\w+\.\w+_\w+$|^adminOverview\.(ok|failing|hour|day|month)$|^(frame|search)\.(country|lens|region)$|^shares\.(expired|used_up)$|^viewer\.(exif_\w+|file_name|gps|iptc|png|xmp)$/;

test("every message is used", () => {
  const sources = globSync("app/**/*.{ts,tsx}", { cwd: root, exclude: (path) => /_messages|\.test\./.test(path) })
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  const unused = areas
    .flatMap((area) => Object.keys(en[area]).map((key) => `${area}.${key}`))
    .filter((name) => !BY_CODE.test(name))
    .filter((name) => !sources.includes(`"${name.split(".")[1]}"`));
  expect(unused).toEqual([]);
});

test("English has one apostrophe", () => {
  const english = areas.flatMap((area) => Object.values(en[area] as Messages));
  const texts = english.flatMap((message) => (typeof message === "string" ? message : Object.values(message)));
  expect(texts.filter((text) => /\w’/.test(text))).toEqual([]);
});
