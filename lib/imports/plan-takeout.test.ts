import { describe, expect, test } from "vitest";
import { JPEG, plan, taken } from "#tests/support/plan-of-files.ts";

/* Photos and sidecars of a Google Takeout, in one part or several. */

test("a Takeout of another language, its parts mixed", async () => {
  const { photos, albums, sidecars, leftOut } = await plan({
    "1:Takeout/Google Fotos/Fotos von 2019/IMG_1.jpg": JPEG,
    "2:Takeout/Google Fotos/Fotos von 2019/IMG_1.jpg.supplemental-metadata.json": { title: "IMG_1.jpg", ...taken },
    "2:Takeout/Google Fotos/Fotos von 2019/IMG_1-bearbeitet.jpg": JPEG,
    "1:Takeout/Google Fotos/Fotos von 2019/Metadaten.json": { title: "Fotos von 2019" },
    "1:Takeout/Google Fotos/Omas 80_/IMG_1.jpg": JPEG,
    "2:Takeout/Google Fotos/Omas 80_/Metadaten.json": { albumData: { title: "Omas 80:" } },
    "1:Takeout/Google Fotos/Papierkorb/IMG_2.jpg": JPEG,
    "1:Takeout/Google Fotos/Archiv/IMG_3.jpg": JPEG,
    "1:Takeout/Google Fotos/Gesperrter Ordner/IMG_4.jpg": JPEG,
    "1:Takeout/Drive/IMG_5.jpg": JPEG,
  });
  expect(photos).toMatchObject([
    { fileName: "IMG_1.jpg", albums: [], facts: { takenMs: 1_560_000_000_000 } },
    { fileName: "IMG_1-bearbeitet.jpg", albums: [], facts: { takenMs: 1_560_000_000_000 } },
    { fileName: "IMG_1.jpg", albums: ["Omas 80:"], facts: {} },
    { fileName: "IMG_3.jpg", albums: [], facts: { archived: true } },
  ]);
  expect(albums).toEqual(["Takeout/Google Fotos/Omas 80_/Metadaten.json"]);
  expect(sidecars).toEqual(["Takeout/Google Fotos/Fotos von 2019/IMG_1.jpg.supplemental-metadata.json"]);
  expect(leftOut).toEqual({
    "Takeout/Google Fotos/Fotos von 2019/Metadaten.json": "Google's own folder, not an album. Its photos are imported.",
    "Takeout/Google Fotos/Papierkorb/IMG_2.jpg": "In the trash.",
    "Takeout/Google Fotos/Gesperrter Ordner/IMG_4.jpg": "In the locked folder.",
    "Takeout/Drive/IMG_5.jpg": "From another Google service.",
  });
});

test("trash, archive and locked folder are known in a part that has no sidecars", async () => {
  const { photos, leftOut } = await plan({
    "1:Takeout/Google Fotos/Papierkorb/IMG_2.jpg": JPEG,
    "1:Takeout/Google Fotos/Archiv/IMG_3.jpg": JPEG,
    "1:Takeout/Google Fotos/Gesperrter Ordner/IMG_4.jpg": JPEG,
    "2:Pictures/Papierkorb/IMG_5.jpg": JPEG,
    "2:Takeout/Drive/Archiv/IMG_6.jpg": JPEG,
  });
  expect(photos).toMatchObject([
    { fileName: "IMG_3.jpg", facts: { archived: true } },
    { fileName: "IMG_5.jpg", facts: {} },
    { fileName: "IMG_6.jpg", facts: {} },
  ]);
  expect(photos[2]?.facts).not.toHaveProperty("archived", true);
  expect(Object.values(leftOut)).toEqual(["In the trash.", "In the locked folder."]);
});

test.each([
  ["Zdjęcia z 2019", "Kosz", "Archiwum", "Folder zablokowany", "metadane.json", "edytowane"],
  ["Photos de 2019", "Corbeille", "Archives", "Dossier verrouillé", "métadonnées.json", "modifié"],
  ["Fotos de 2019", "Papelera", "Archivo", "Carpeta privada", "metadatos.json", "ha editado"],
  ["Fotos de 2019", "Lixeira", "Arquivo", "Pasta bloqueada", "metadados.json", "editado"],
  ["Foto del 2019", "Cestino", "Archivio", "Cartella bloccata", "metadati.json", "modificato"],
  ["Foto's uit 2019", "Prullenbak", "Archief", "Vergrendelde map", "metagegevens.json", "bewerkt"],
  ["2019 年の写真", "ゴミ箱", "アーカイブ", "ロックされたフォルダ", "メタデータ.json", "編集済み"],
  ["2019 年的照片", "垃圾桶", "封存", "已鎖定的資料夾", "中繼資料.json", "已編輯"],
  ["2019년의 사진", "휴지통", "보관함", "잠긴 폴더", "메타데이터.json", "수정됨"],
  ["Фото за 2019 год", "Корзина", "Архив", "Личная папка", "метаданные.json", "измененный"],
  ["Foton från 2019", "Papperskorg", "Arkiv", "Låst mapp", "metadata.json", "redigerad"],
  ["Fotky z 2019", "Koš", "Archiv", "Uzamčená složka", "metadata.json", "upraveno"],
  ["Fotók 2019-ből", "Lomtár", "Archívum", "Zárolt mappa", "metaadatok.json", "szerkesztve"],
  ["Слике из 2019.", "Отпад", "Архива", "Закључани фолдер", "метаподаци.json", "измењено"],
  ["Fotod aastast 2019", "Prügikast", "Arhiiv", "Lukustatud kaust", "metaandmed.json", "muudetud"],
  ["عکس‌های سال ۲۰۱۹", "سطل زباله", "بایگانی", "پوشه قفل‌شده", "فراداده.json", "ویرایش‌شده"],
  ["Φωτογραφίες από το 2019", "Κάδος", "Αρχείο", "Κλειδωμένος φάκελος", "μεταδεδομένα.json", "επεξεργασμένο"],
  ["২০১৯ এর ফটো", "ট্র্যাশ", "আর্কাইভ", "লক করা ফোল্ডার", "মেটাডেটা.json", "সম্পাদিত"],
  ["תמונות משנת 2019", "אשפה", "ארכיון", "תיקייה נעולה", "מטא-נתונים.json", "נערך"],
])("a Takeout with %s, %s, %s and %s", async (year, trash, archive, locked, metadata, edited) => {
  const root = "Takeout/Google Fotos";
  const { photos, leftOut } = await plan({
    [`1.zip:${root}/${year}/a.jpg`.normalize("NFD")]: JPEG,
    [`2.zip:${root}/${year}/a.jpg.supplemental-metadata.json`]: { title: "a.jpg", description: "words", ...taken },
    [`1.zip:${root}/${year}/a-${edited}.jpg`]: JPEG,
    [`2.zip:${root}/${year}/${metadata}`]: { title: year, access: "protected" },
    [`1.zip:${root}/${trash}/b.jpg`]: JPEG,
    [`1.zip:${root}/${archive}/c.jpg`]: JPEG,
    [`1.zip:${root}/${locked}/d.jpg`]: JPEG,
    [`1.zip:${root}/${year} + 1/e.jpg`]: JPEG,
    [`2.zip:${root}/${year} + 1/${metadata}`]: { albumData: { title: `${year} & 1` } },
  });
  expect(photos.map(({ albums, facts }) => [facts.caption, facts.archived, albums])).toEqual([
    ["words", undefined, []],
    ["words", undefined, []],
    [undefined, true, []],
    [undefined, undefined, [`${year} & 1`]],
  ]);
  expect(Object.values(leftOut).toSorted()).toEqual([
    "Google's own folder, not an album. Its photos are imported.",
    "In the locked folder.",
    "In the trash.",
  ]);
});

test("parts that were unpacked into folders of their own are one Takeout", async () => {
  const { photos } = await plan({
    "part 1/Takeout/Google Photos/Photos from 2019/a.jpg": JPEG,
    "part 2/Takeout/Google Photos/Photos from 2019/a.jpg.json": { title: "a.jpg", description: "words", ...taken },
  });
  expect(photos).toMatchObject([{ facts: { caption: "words" } }]);
});

test.each(["Takeout 2", "Takeout (1)", "takeout-3"])(
  "a part that was unpacked as %s is of the same Takeout",
  async (second) => {
    const { photos, albums } = await plan({
      "/home:Takeout/Google Photos/Photos from 2019/a.jpg": JPEG,
      [`/home:${second}/Google Photos/Photos from 2019/a.jpg.json`]: { title: "a.jpg", description: "words", ...taken },
      "/home:Takeout/Google Photos/Trip/b.jpg": JPEG,
      [`/home:${second}/Google Photos/Trip/metadata(1).json`]: { title: "Trip", access: "protected" },
    });
    expect(photos).toMatchObject([{ facts: { caption: "words" } }, { albums: ["Trip"] }]);
    expect(albums).toHaveLength(1);
  },
);

test("a sidecar that says little is one all the same, and no album", async () => {
  const folder = "Takeout/Google Photos/Photos from 2019";
  const { photos, sidecars, albums } = await plan({
    [`${folder}/a.jpg`]: JPEG,
    [`${folder}/a.jpg.json`]: { title: "a.jpg", description: "words" },
    [`${folder}/b.jpg`]: JPEG,
    [`${folder}/b.jpg.supplemental-meta.json`]: { title: "b.jpg", favorited: true },
    [`${folder}/c.jpg`]: JPEG,
    [`${folder}/c.jpg.json`]: { title: "c.jpg", ...taken },
  });
  expect(photos).toMatchObject([{ facts: { caption: "words" } }, { facts: { favourite: true } }, { albums: [] }]);
  expect([sidecars.length, albums.length]).toEqual([3, 0]);
});

test("what a JSON says without end is kept in part", async () => {
  const { photos } = await plan({
    "Takeout/G/Photos from 2019/a.jpg": JPEG,
    "Takeout/G/Photos from 2019/a.jpg.json": { title: "a".repeat(9_000), description: "d".repeat(900_000), ...taken },
  });
  expect(photos[0]?.facts.caption?.length).toBe(8_000);
  expect(photos[0]?.fileName).toHaveLength(255);
});

/** What a source holds: a folder of a photo and what programs write about it, which says of whom it is. */
function source(words: string): Record<string, string | object> {
  return {
    "DCIM/xmp.jpg": JPEG,
    "DCIM/xmp.jpg.xmp": `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${words}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`,
    "DCIM/google.jpg": JPEG,
    "DCIM/google.jpg.json": { title: "google.jpg", description: words, ...taken },
    "Photos/apple.jpg": JPEG,
    "Photos/Photo Details.csv": `imgName,favorite\napple.jpg,${words === "Wedding" ? "yes" : "no"}\n`,
    [`Albums/${words}.csv`]: "imgName\napple.jpg\n",
    "own/a.jpg": JPEG,
    "skylight.json": {
      format: "skylight-export",
      version: 1,
      exportedAt: "",
      albums: [],
      tags: [],
      images: [
        {
          ...{ id: "1", file: "own/a.jpg", fileName: "a.jpg", contentType: "", bytes: 1, sha256: "", uploadedAt: "" },
          ...{ caption: words, favourite: false, archived: false, tags: [], albums: [] },
        },
      ],
    },
  };
}

const inPart = (part: string, files: Record<string, string | object>) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${part}:${path}`, content]));

test("of two folders with the same names inside, each has what stands beside its own photos", async () => {
  const { photos, leftOut } = await plan({
    ...inPart("/A", source("Wedding")),
    ...inPart("/B", source("Funeral")),
    "/C:DCIM/xmp.jpg": JPEG,
    "/C:DCIM/google.jpg": JPEG,
    "/C:Photos/apple.jpg": JPEG,
    "/C:own/a.jpg": JPEG,
  });
  expect(photos.map(({ path, facts, albums }) => [path, facts.caption, facts.favourite, albums])).toEqual([
    ["DCIM/xmp.jpg", "Wedding", undefined, []],
    ["DCIM/google.jpg", "Wedding", undefined, []],
    ["Photos/apple.jpg", undefined, true, ["Wedding"]],
    ["own/a.jpg", "Wedding", false, []],
    ["DCIM/xmp.jpg", "Funeral", undefined, []],
    ["DCIM/google.jpg", "Funeral", undefined, []],
    ["Photos/apple.jpg", undefined, undefined, ["Funeral"]],
    ["own/a.jpg", "Funeral", false, []],
    ...["DCIM/xmp.jpg", "DCIM/google.jpg", "Photos/apple.jpg", "own/a.jpg"].map((p) => [p, undefined, undefined, []]),
  ]);
  expect(leftOut).toEqual({});
});

test("what belongs to a photo is in its own archive; another's is of that one's own photos", async () => {
  const { photos } = await plan({
    ...inPart("1.zip", source("Wedding")),
    ...inPart("2.zip", source("Funeral")),
    "3.zip:DCIM/xmp.jpg": JPEG,
    "3.zip:DCIM/google.jpg": JPEG,
  });
  const captions = photos.flatMap(({ path, facts }) => (path.startsWith("Photos") ? [] : [facts.caption]));
  expect(captions).toEqual([
    ...["Wedding", "Wedding", "Wedding", "Funeral", "Funeral", "Funeral"],
    ...[undefined, undefined],
  ]);
  const apple = photos.filter(({ path }) => path.startsWith("Photos"));
  expect(apple.map(({ facts }) => facts.favourite)).toEqual([true, undefined]);
});

test("what belongs to a photo is in another archive where that has no such photo itself", async () => {
  const all = source("Wedding");
  const { photos, sidecars, leftOut } = await plan({
    ...inPart("1.zip", Object.fromEntries(Object.entries(all).filter(([path]) => !path.endsWith("jpg")))),
    ...inPart("2.zip", Object.fromEntries(Object.entries(all).filter(([path]) => path.endsWith("jpg")))),
  });
  expect(photos.map(({ facts, albums }) => [facts.caption, facts.favourite, albums])).toEqual([
    ["Wedding", undefined, []],
    ["Wedding", undefined, []],
    [undefined, true, ["Wedding"]],
    ["Wedding", false, []],
  ]);
  expect([sidecars.length, leftOut]).toEqual([3, {}]);
});

describe("two Takeouts at once", () => {
  const year = "Takeout/Google Photos/Photos from 2020";
  const of = (name: string, description: string) => ({ title: name, description, ...taken });
  const captions = ({ photos }: Awaited<ReturnType<typeof plan>>) => photos.map(({ facts }) => facts.caption);

  test("each photo has what its own says, in whichever part that is", async () => {
    const made = await plan({
      [`takeout-20250601T101500Z-1-001.zip:${year}/a.jpg`]: JPEG,
      [`takeout-20250601T101500Z-1-001.zip:${year}/a.jpg.json`]: of("a.jpg", "Ann"),
      [`takeout-20250601T101500Z-1-001.zip:${year}/b.jpg.json`]: { ...of("b.jpg", "Ann"), trashed: true },
      [`takeout-20250601T101500Z-1-002.zip:${year}/b.jpg`]: JPEG,
      [`takeout-20250702T090000Z-001.zip:${year}/a.jpg`]: JPEG,
      [`takeout-20250702T090000Z-002 (1).zip:${year}/a.jpg.json`]: of("a.jpg", "Bob"),
      [`takeout-20250702T090000Z-002 (1).zip:${year}/b.jpg`]: JPEG,
    });
    expect(captions(made)).toEqual(["Ann", "Bob", undefined]);
    expect(made.leftOut).toEqual({ [`${year}/b.jpg`]: "In the trash." });
  });

  test("one that was unpacked is known by the name of its folder", async () => {
    const made = await plan({
      "/ann/takeout-20250601T101500Z-001:Takeout/Google Photos/Photos from 2020/a.jpg.json": of("a.jpg", "Ann"),
      [`/bob:takeout-20250702T090000Z-001/${year}/a.jpg`]: JPEG,
    });
    expect(captions(made)).toEqual([undefined]);
    expect(Object.values(made.leftOut)).toEqual(["The photo for this sidecar is missing."]);
  });

  test("where no name tells them apart, a sidecar stays with the photo beside it", async () => {
    const made = await plan({
      [`/dl:ann/${year}/a.jpg`]: JPEG,
      [`/dl:ann/${year}/a.jpg.json`]: of("a.jpg", "Ann"),
      [`/dl:bob 1/${year}/a.jpg`]: JPEG,
      [`/dl:bob 2/${year}/a.jpg.json`]: of("a.jpg", "Bob"),
      [`/dl:carl/${year}/a.jpg`]: JPEG,
      [`/dl:carl/${year}/a.jpg.json`]: of("a.jpg", "Carl"),
      [`1.zip:${year}/b.jpg.json`]: of("b.jpg", "Bob"),
      [`1.zip:${year}/b.jpg`]: JPEG,
      [`2.zip:${year}/b.jpg`]: JPEG,
    });
    expect(captions(made)).toEqual(["Ann", "Bob", "Carl", "Bob", undefined]);
  });

  test("a sidecar that nothing was taken from is named, but for copies of one that was", async () => {
    const { sidecars, leftOut } = await plan({
      [`1.zip:${year}/a.jpg`]: JPEG,
      [`2.zip:${year}/a.jpg.json`]: of("a.jpg", "Ann"),
      [`3.zip:${year}/a.jpg.json`]: of("a.jpg", "Ann"),
    });
    expect([sidecars.length, leftOut]).toEqual([2, {}]);
    const other = await plan({
      [`1.zip:${year}/a.jpg`]: JPEG,
      [`2.zip:${year}/a.jpg.json`]: of("a.jpg", "Ann"),
      [`3.zip:${year}/a.jpg.json`]: of("a.jpg", "Bob"),
    });
    expect([other.sidecars.length, Object.keys(other.leftOut)]).toEqual([1, [`${year}/a.jpg.json`]]);
  });
});

test("folders of a Takeout that are imported one by one are one as well", async () => {
  const { photos } = await plan({
    "part 1/Takeout/:Google Photos/Photos from 2019/a.jpg": JPEG,
    "part 2/Takeout/:Google Photos/Photos from 2019/a.jpg.json": { title: "a.jpg", description: "words", ...taken },
  });
  expect(photos).toMatchObject([{ facts: { caption: "words" } }]);
});

test("a picture does not take the sidecar of another that is there too", async () => {
  const folder = "Takeout/Google Photos/Photos from 2019";
  const { photos, leftOut } = await plan({
    [`1.zip:${folder}/a.jpg`]: JPEG,
    [`1.zip:${folder}/a.jpg.json`]: { title: "a.jpg", trashed: true, ...taken },
    [`2.zip:${folder}/a.png`]: JPEG,
    [`1.zip:${folder}/b.HEIC`]: JPEG,
    [`1.zip:${folder}/b.HEIC.json`]: { title: "b.HEIC", archived: true, description: "words", ...taken },
    [`1.zip:${folder}/b.JPG`]: JPEG,
    [`1.zip:${folder}/b.PNG`]: JPEG,
    [`1.zip:${folder}/c.HEIC`]: JPEG,
    [`1.zip:${folder}/c.HEIC.json`]: { title: "c.HEIC", trashed: true, description: "deleted", ...taken },
    [`1.zip:${folder}/c.JPG`]: JPEG,
    [`1.zip:${folder}/d.jpg`]: JPEG,
    [`1.zip:${folder}/d.HEIC.json`]: { title: "d.HEIC", trashed: true, ...taken },
  });
  expect(photos.map(({ path, facts }) => [path.replace(`${folder}/`, ""), facts.caption, facts.archived])).toEqual([
    ["a.png", undefined, undefined],
    ["b.HEIC", "words", true],
    ["b.JPG", "words", true],
    ["b.PNG", undefined, undefined],
    ["c.JPG", "deleted", undefined],
  ]);
  expect(Object.keys(leftOut).filter((path) => !path.endsWith(".json"))).toEqual(
    ["a.jpg", "c.HEIC", "d.jpg"].map((name) => `${folder}/${name}`),
  );
});

test("a word that need not mean an edited copy keeps its letters, and deletes nothing", async () => {
  const folder = "Takeout/Google Photos/Photos from 2019";
  const { photos } = await plan({
    [`${folder}/a.jpg.json`]: { title: "a.jpg", trashed: true, description: "words", ...taken },
    [`${folder}/a-Öresund.jpg`]: JPEG,
    [`${folder}/b.jpg.json`]: { title: "b.jpg", ...taken },
    [`${folder}/b-EDITED.jpg`]: JPEG,
  });
  expect(photos.map(({ fileName }) => fileName)).toEqual(["a-Öresund.jpg", "b-EDITED.jpg"]);
});

test.each(["1.zip:Takeout/Google Photos", "/home/Takeout:Google Photos"])(
  "an album of a Takeout may begin with a dot in %s, what systems leave there is hidden",
  async (root) => {
    const { photos, leftOut } = await plan({
      [`${root}/.NET meetup/a.jpg`]: JPEG,
      [`${root}/.NET meetup/a.jpg.json`]: { title: "a.jpg", ...taken },
      [`${root}/.NET meetup/metadata.json`]: { title: ".NET meetup", access: "protected" },
      [`${root}/.NET meetup/._a.jpg`]: JPEG,
      [`${root}/.Trash-1000/b.jpg`]: JPEG,
      [`${root}/.DS_Store`]: "",
      "2.zip:other/.hidden/c.jpg": JPEG,
    });
    expect(photos.map(({ fileName, albums }) => [fileName, albums])).toEqual([["a.jpg", [".NET meetup"]]]);
    expect(Object.values(leftOut)).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/hidden/)));
  },
);

test("albums have their descriptions, and two with one title say that they are one", async () => {
  const album = (title: string, description?: string) => ({ title, description, access: "protected" });
  const { collections, notes } = await plan({
    "1.zip:Takeout/Google Photos/Photos from 2019/a.jpg": JPEG,
    "1.zip:Takeout/Google Photos/Photos from 2019/a.jpg.json": { title: "a.jpg", ...taken },
    "1.zip:Takeout/Google Photos/Photos from 2019/metadata.json": album("Photos from 2019", "no album's"),
    "1.zip:Takeout/Google Photos/Trip/metadata.json": album("Trip", "By train."),
    "2.zip:Takeout/Google Photos/Trip/metadata(1).json": album("Trip", "By train."),
    "2.zip:Takeout/Google Photos/Trip(1)/metadata.json": album("Trip"),
  });
  expect(collections.descriptions).toEqual(new Map([["Trip", "By train."]]));
  expect(notes).toEqual({ "Takeout/Google Photos/Trip(1)/metadata.json": expect.stringMatching(/in one album/) });
});

test("comments on an album are left out with a line, or end its description", async () => {
  const files = {
    "1.zip:Takeout/Google Photos/Trip/a.jpg": JPEG,
    "1.zip:Takeout/Google Photos/Trip/a.jpg.json": { title: "a.jpg", ...taken },
    "1.zip:Takeout/Google Photos/Trip/metadata.json": {
      title: "Trip",
      description: "By train.",
      sharedAlbumComments: [
        { text: "Lovely &amp; far!", contentOwnerName: "Ann" },
        { text: "Yes" },
        { contentOwnerName: "liked it" },
      ],
    },
  };
  const path = "Takeout/Google Photos/Trip/metadata.json";
  const without = await plan(files);
  expect(without.collections.descriptions?.get("Trip")).toBe("By train.");
  expect(without.notes).toEqual({ [path]: expect.stringMatching(/not imported/) });
  const { collections, notes } = await plan(files, { comments: true });
  expect(collections.descriptions?.get("Trip")).toBe("By train.\n\nAnn: Lovely & far!\nYes");
  expect(notes).toEqual({});
});

test("a photo right below Takeout is of no other service", async () => {
  const { photos, leftOut } = await plan({
    "1.zip:Takeout/Google Photos/Photos from 2019/a.jpg": JPEG,
    "1.zip:Takeout/Google Photos/Photos from 2019/a.jpg.json": { title: "a.jpg", ...taken },
    "1.zip:Takeout/b.jpg": JPEG,
    "1.zip:Takeout/Drive/c.jpg": JPEG,
  });
  expect(photos.map(({ fileName }) => fileName)).toEqual(["a.jpg", "b.jpg"]);
  expect(Object.keys(leftOut)).toEqual(["Takeout/Drive/c.jpg"]);
});

test.each(["jfif", "jpe", "hif"])("a JSON with a title is the sidecar of a .%s by its name", async (ending) => {
  const { sidecars } = await plan({
    [`a.${ending}`]: JPEG,
    [`a.${ending}.json`]: { title: `a.${ending}`, description: "words" },
  });
  expect(sidecars).toEqual([`a.${ending}.json`]);
});

test("of names that differ in case alone each has its own; one in another case serves where there is no other", async () => {
  const xmp = (words: string) =>
    Object.values(source(words)).find((text) => String(text).startsWith("<x:xmpmeta")) ?? "";
  const { photos, sidecars, leftOut } = await plan({
    "a.jpg": JPEG,
    "a.JPG": JPEG,
    "a.JPG.json": { title: "a.JPG", description: "upper", ...taken },
    "a.jpg.json": { title: "a.jpg", description: "lower", ...taken },
    "b.jpg": JPEG,
    "B.JPG.JSON": { title: "B.JPG", description: "any", ...taken },
    "c.jpg": JPEG,
    "c.JPG": JPEG,
    "c.JPG.xmp": xmp("upper"),
    "c.jpg.xmp": xmp("lower"),
    "d.jpg": JPEG,
    "d.jpg.json": { title: "d.jpg", description: "used", ...taken },
    "D.JPG.json": { title: "D.JPG", description: "not used", ...taken },
  });
  expect(photos.map(({ path, facts }) => [path, facts.caption])).toEqual([
    ["a.jpg", "lower"],
    ["a.JPG", "upper"],
    ["b.jpg", "any"],
    ["c.jpg", "lower"],
    ["c.JPG", "upper"],
    ["d.jpg", "used"],
  ]);
  expect(sidecars).toHaveLength(6);
  expect(leftOut).toEqual({ "D.JPG.json": "The photo for this sidecar is missing." });
});
