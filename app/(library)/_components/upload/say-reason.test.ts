import { expect, test } from "vitest";
import { de } from "#app/_messages/de.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { leftOutReasons } from "#lib/images/intake.ts";
import { importReasons } from "#lib/imports/reasons.ts";
import { sayReason } from "./say-reason.ts";
import { toFailed } from "./skipped-items.ts";

test("reasons of the importer are said in the language of the page, others as they are", () => {
  speakHere({ language: "de", areas: { leftOut: de.leftOut, importReasons: de.importReasons } });
  expect(sayReason("In the trash.")).toBe("Im Papierkorb.");
  expect(sayReason("Videos are not supported yet.")).toBe("Videos werden noch nicht unterstützt.");
  for (const reason of [...Object.values(leftOutReasons), ...Object.values(importReasons)]) {
    expect(sayReason(reason)).not.toBe(reason);
  }
  expect(sayReason("Something of the file system.")).toBe("Something of the file system.");
  expect(sayReason("Some photos of this list are not among these files (12/300).")).toBe(
    "Manche Fotos dieser Liste sind nicht unter diesen Dateien (12/300).",
  );
  // What exactly is wrong with it helps no reader of the page.
  expect(sayReason("It is damaged in its archive: its checksum is wrong.")).toBe("Sie ist in ihrem Archiv beschädigt.");
});

test("albums that an import could not fill are named as they are, in the language of the page", () => {
  speakHere({ language: "de", areas: de });
  const collection = { kind: "album", name: "2023/24" } as const;
  const path = 'The album "2023/24"';
  expect(toFailed("1", { path, collection, reason: "3 photos could not be added.", notAdded: 3 })).toMatchObject({
    file: { name: "Das Album „2023/24“" },
    message: "3 Fotos ließen sich nicht hinzufügen.",
  });
  expect(toFailed("2", { path, collection, reason: importReasons.parentNotMade })).toMatchObject({
    message: "Das Album, in dem es ist, ließ sich nicht anlegen.",
  });
  const noRoom = { kind: "tag", count: 7, names: '"a", "b/c"', max: 2_000 } as const;
  expect(toFailed("4", { path: '7 tags: "a", "b/c"', reason: "There can be …", noRoom })).toMatchObject({
    file: { name: '7 Tags: "a", "b/c"' },
    message: "Mehr als 2.000 Tags kann es nicht geben. Die mit den meisten Fotos wurden angelegt.",
  });
  expect(toFailed("3", { path: "Trip/1.jpg", reason: "In the trash." })).toMatchObject({
    file: { name: "1.jpg" },
    message: "Im Papierkorb.",
  });
});
