import { expect, test } from "vitest";
import { de } from "#app/_messages/de.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { leftOutReasons } from "#lib/images/intake.ts";
import { importReasons } from "#lib/imports/reasons.ts";
import { sayReason } from "./say-reason.ts";

test("reasons of the importer are said in the language of the page, others as they are", () => {
  speakHere({ language: "de", areas: { leftOut: de.leftOut, importReasons: de.importReasons } });
  expect(sayReason("In the trash.")).toBe("Im Papierkorb.");
  expect(sayReason("Videos are not supported yet.")).toBe("Videos werden noch nicht unterstützt.");
  for (const reason of [...Object.values(leftOutReasons), ...Object.values(importReasons)]) {
    expect(sayReason(reason)).not.toBe(reason);
  }
  expect(sayReason("3 photos could not be added.")).toBe("3 photos could not be added.");
});
