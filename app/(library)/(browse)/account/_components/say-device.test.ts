import { expect, test } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { de } from "#app/_messages/de.ts";
import { describeDevice } from "#lib/accounts/device.ts";
import { sayDevice } from "./say-device.ts";

test("devices are said in the language of the page", () => {
  const t = createTranslator("de", de.account);
  const say = (userAgent: string | null) => sayDevice(describeDevice(userAgent), t);
  expect(say(null)).toBe("Unbekanntes Gerät");
  expect(say("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox unter Linux");
  expect(say("curl/8.14.1")).toBe("curl/8.14.1");
});
