import { describe, expect, test } from "vitest";
import { createSidecarFinder, type NamedSidecar } from "./takeout-names.ts";

/** Sidecars by name, with the title where it matters. */
function finder(...sidecars: (string | NamedSidecar)[]) {
  const find = createSidecarFinder(sidecars.map((one) => (typeof one === "string" ? { name: one } : one)));
  return (photo: string) => find(photo)?.sidecar.name;
}

describe("the sidecar of a photo", () => {
  test.each([
    ["IMG_1.jpg", "IMG_1.jpg.json"],
    ["IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"],
    ["IMG_1.jpg", "IMG_1.JPG.supplemental-metadata.json"],
    ["PXL_20230809_203449253.MP.jpg", "PXL_20230809_203449253.MP.jpg.supplemental-met.json"],
    ["Screenshot_20231027_123303_Photo_Browse1.jpg", "Screenshot_20231027_123303_Photo_Browse1.jpg.s.json"],
    ["PXL_20230506_142610305.LONG_EXPOSURE-01.COVER.jpg", "PXL_20230506_142610305.LONG_EXPOSURE-01.COVER..json"],
    ["Screenshot_2023-08-31-10-53-48-647_com.example1.jpg", "Screenshot_2023-08-31-10-53-48-647_com.example.json"],
    [
      "Screenshot_20231027_123303_Photo_Browse1.jpg",
      "Screenshot_20231027_123303_Photo_Browse1.jpg.supplemental-metadata.json",
    ],
    ["IMG_1(2).jpg", "IMG_1.jpg(2).json"],
    ["IMG_1(2).jpg", "IMG_1.jpg.supplemental-metadata(2).json"],
    ["IMG_1 (2).jpg", "IMG_1 (2).jpg.supplemental-metadata.json"],
    ["scan 12.jpg", "scan 12.supplemental-metadata.json"],
    ["scan 12.jpg", "scan 12.json"],
    ["Mu\u0308ller.jpg", "M\u00fcller.jpg.json"],
  ])("%s is %s", (photo, sidecar) => {
    const find = finder("IMG_2.jpg.json", "IMG_1.jpg.supplemental-metadata(9).json", sidecar);
    expect(find(photo)).toBe(sidecar);
  });

  test("is found by its title where its name is that of the whole title, uncut", () => {
    const title = "Anna_and_Bert_wedding_photography_by_the_lake_house_1_final.jpg";
    const name = `${title}.supplemental-metadata.json`;
    expect(finder({ name, title })("Anna_and_Bert_wedding_photography_by_the_lake_h.jpg")).toBe(name);
  });

  test.each([
    [
      "two names that differ where both were cut off",
      "Anna_and_Bert_wedding_photography_by_the_lake_",
      "a.jpg",
      "b.jpg",
    ],
    ["two endings that were cut off", "Anna_and_Bert_wedding_photography_by_the_lake_", "a.jpg", "a.png"],
    ["two endings of which half was cut off", "Anna_and_Bert_wedding_photography_by_the_la", ".jpg", ".jpeg"],
  ])("is that of its own title: %s", (_what, start, one, other) => {
    const cut = (start + one).slice(0, 46);
    const [ofOne, ofOther] = [
      { name: `${cut}.json`, title: start + one },
      { name: `${cut}(1).json`, title: start + other },
    ];
    const find = finder(ofOne, ofOther);
    expect([find(start + one), find(start + other)]).toEqual([ofOne.name, ofOther.name]);
  });

  test("of photos whose names were cut to the same is that of the same place among them", () => {
    const start = "Anna_and_Bert_wedding_photography_by_the_lake_h";
    const titles = [`${start}ouse_1.jpg`, `${start}ouse_2.jpg`];
    const uncut = titles.map((title) => ({ name: `${title}.supplemental-metadata.json`, title }));
    const photos = [`${start}.jpg`, `${start}(1).jpg`];
    expect(photos.map(finder(...uncut.toReversed()))).toEqual(uncut.map(({ name }) => name));
    // Sidecars of other endings are numbered with them.
    const numbered = [`${start}ouse.png`, ...titles].map((title, number) => ({
      name: `${start.slice(0, 46)}${number > 0 ? `(${number})` : ""}.json`,
      title,
    }));
    expect([`${start}.png`, ...photos].map(finder(...numbered))).toEqual(numbered.map(({ name }) => name));
    expect(finder(uncut[0] ?? "")(`${start}(1).jpg`)).toBe(uncut[0]?.name);
  });

  test("may have a number that its photo has not, since its name was cut further", () => {
    const start = "Anna_and_Bert_wedding_photography_by_the_lake_";
    const sidecar = { name: `${start}(1).json`, title: `${start}b.jpg` };
    expect(finder(sidecar)(`${start}b.jpg`)).toBe(sidecar.name);
    expect(finder(sidecar)(`${start}a.jpg`)).toBeUndefined();
  });

  test("is not that of another title, where what they differ in was cut off", () => {
    const start = "Anna_and_Bert_wedding_photography_by_the_lake_";
    expect(finder({ name: `${start}.json`, title: `${start}a.jpg` })(`${start}b.jpg`)).toBeUndefined();
  });

  test.each([
    ["IMG_1(1).jpg", "IMG_1.jpg(1).supplemental-metadata.json"],
    ["IMG_1(1).jpg", "IMG_1.jpg(1).supp.json"],
    ["IMG_1(1).jpg", "IMG_1(1).jpg.json"],
    ["IMG_1(1)", "IMG_1(1).json"],
    ["IMG_1", "IMG_1.supplemental-metadata.json"],
  ])("%s is %s, wherever the number stands, and without an ending", (photo, sidecar) => {
    expect(finder("IMG_1.jpg.json", sidecar)(photo)).toBe(sidecar);
  });

  // Cut by Google in its own writing: of decomposed letters, and through an emoji's two halves.
  const umlauts = "Schöne Größe für Übermütige, Äpfel, Öfen, Züge und mehr".normalize("NFD");
  const hangul = "제주도에서 가족과 함께 찍은 여름 휴가 사진 모음".normalize("NFD");
  const emoji = `${"x".repeat(45)}😀😀😀`;
  test.each([umlauts, hangul, emoji])("is found where %s was cut", (title) => {
    const photo = `${title.slice(0, 47)}.jpg`;
    const sidecar = `${photo.slice(0, 46)}.json`;
    const asWritten = (name: string) => name.toWellFormed().normalize("NFC");
    expect(finder(asWritten(sidecar))(asWritten(photo))).toBe(asWritten(sidecar));
    expect(finder(asWritten(sidecar).replaceAll("\ufffd", "?"))(asWritten(photo))).toBeDefined();
    const byTitle = { name: "other.json", title: `${title}.jpg` };
    expect(finder(byTitle)(asWritten(photo))).toBe("other.json");
  });

  test("has the same number", () => {
    const find = finder("IMG_1.jpg.json", "IMG_1.jpg(1).json");
    expect(find("IMG_1.jpg")).toBe("IMG_1.jpg.json");
    expect(find("IMG_1(1).jpg")).toBe("IMG_1.jpg(1).json");
    expect(find("IMG_1(2).jpg")).toBeUndefined();
  });

  test("whose number may be Google's or the title's is the one whose title says so", () => {
    const find = finder(
      { name: "a.jpg(2).json", title: "a.jpg" },
      { name: "a(2).jpg.json", title: "a(2).jpg" },
      { name: "b.jpg(2).json", title: "other.jpg" },
      { name: "b(2).jpg.json", title: "b(2).jpg" },
    );
    expect(find("a(2).jpg")).toBe("a.jpg(2).json");
    expect(find("b(2).jpg")).toBe("b(2).jpg.json");
  });

  test("is that of the other half: live photo, motion photo, raw, another ending", () => {
    const find = finder(
      { name: "IMG_1.HEIC.json", title: "IMG_1.HEIC" },
      { name: "PXL_1.MP.jpg.json", title: "PXL_1.MP.jpg" },
    );
    expect(find("IMG_1.MP4")).toBe("IMG_1.HEIC.json");
    expect(find("IMG_1.jpg")).toBe("IMG_1.HEIC.json");
    expect(find("PXL_1.MP")).toBe("PXL_1.MP.jpg.json");
  });

  test("is none where only others begin alike", () => {
    const find = finder("IMG_10.jpg.json", "IMG.jpg.json", "IMG_1.jpg.json.json", "IMG_1.png.json");
    expect(find("IMG_1.jpg")).toBeUndefined();
  });
});

describe("an edited copy", () => {
  test.each([
    ["IMG_1-edited.jpg", "IMG_1.jpg.json", "-edited"],
    ["IMG_1-bearbeitet.JPG", "IMG_1.jpg.json", "-bearbeitet"],
    ["IMG_1-modifié.jpg", "IMG_1.jpg.supplemental-metadata.json", "-modifié"],
    ["IMG_1-ha editado.jpg", "IMG_1.jpg.json", "-ha editado"],
    ["IMG_1-編集済み.jpg", "IMG_1.jpg.json", "-編集済み"],
    ["IMG_1-ännerhaft.jpg", "IMG_1.jpg.json", "-ännerhaft"],
    ["IMG_1-edited(1).jpg", "IMG_1.jpg(1).json", "-edited"],
    [
      "Screenshot_20240115-101530_Very_Long_App_Na-edi.jpg",
      "Screenshot_20240115-101530_Very_Long_App_Na.jp.json",
      "-edited",
    ],
    [
      "Screenshot_20240115-101530_Very_Long_App_Name-e.jpg",
      "Screenshot_20240115-101530_Very_Long_App_Name..json",
      "-edited",
    ],
    [
      "Screenshot_20240115-101530_Very_Long_App_Names1(1).jpg",
      "Screenshot_20240115-101530_Very_Long_App_Names.json",
      "-edited",
    ],
  ])("%s has %s", (photo, name, edited) => {
    const match = createSidecarFinder([{ name: "IMG_9.jpg.json" }, { name }])(photo);
    expect(match).toMatchObject({ sidecar: { name }, edited });
  });

  test.each(["szerkesztve", "modificado", "modificada", "modificat"])("is known by -%s", (word) => {
    const match = createSidecarFinder([{ name: "IMG_1.jpg.json" }])(`IMG_1-${word}.jpg`);
    expect(match).toEqual({ sidecar: { name: "IMG_1.jpg.json" }, edited: `-${word}` });
  });

  test("has that of an original with another ending, where there is none with its own", () => {
    const heic = { name: "IMG_1.HEIC.supplemental-metadata.json", title: "IMG_1.HEIC" };
    const jpeg = { name: "IMG_1.jpg.supplemental-metadata.json", title: "IMG_1.jpg" };
    expect(createSidecarFinder([heic])("IMG_1-bearbeitet.jpg")).toEqual({ sidecar: heic, edited: "-bearbeitet" });
    expect(createSidecarFinder([heic, jpeg])("IMG_1-edited.jpg")).toEqual({ sidecar: jpeg, edited: "-edited" });
  });

  test.each([
    ["of another number", "IMG_1-edited(1).jpg"],
    ["of another ending", "IMG_1-edited.png"],
    ["by a word that is no language's", "IMG_1-copy.jpg"],
    ["by half a word in a short name", "IMG_1-edi.jpg"],
  ])("is none %s", (_what, photo) => {
    expect(finder("IMG_1.jpg.json")(photo)).toBeUndefined();
  });

  test("is none where it has a sidecar of its own", () => {
    const find = createSidecarFinder([{ name: "IMG_1.jpg.json" }, { name: "IMG_1-edited.jpg.json" }]);
    expect(find("IMG_1-edited.jpg")).toEqual({ sidecar: { name: "IMG_1-edited.jpg.json" } });
  });
});

test.each([
  ["longer than any file's", 1_000, 5],
  ["as long as names get", 245, 50],
])("a name that is %s is looked up in little time", (_what, length, times) => {
  const find = finder("IMG_1.jpg.json", `${"é".repeat(40)}.jpg.json`);
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) expect(find(`${"é".repeat(length)}-e.jpg`)).toBeUndefined();
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500);
});
