import { expect, test } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { withLateMessages } from "./late-messages.ts";
import { browserTranslations, speakHere } from "./messages-provider.tsx";

const say = () => browserTranslations("changes")("recent");

test("what is fetched later is said in the language that the page speaks by then", async () => {
  for (const [language, words] of [["en", en] as const, ["de", de] as const, ["en", en] as const]) {
    speakHere({ language, locale: language, areas: { common: words.common } });
    await withLateMessages(async () => undefined);
    expect(say()).toBe(words.changes.recent);
  }
});

test("words come with the next part where the fetching of one failed", async () => {
  speakHere({ language: "de", locale: "de", areas: { common: de.common } });
  await expect(withLateMessages(() => Promise.reject(new Error("offline")))).rejects.toThrow("offline");
  await withLateMessages(async () => undefined);
  expect(say()).toBe(de.changes.recent);
});
