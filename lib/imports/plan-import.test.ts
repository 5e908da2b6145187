import { describe, expect, test } from "vitest";
import { contentTypeByExtension } from "#lib/images/image.ts";
import type { ImportEntry } from "./entry.ts";
import { planImport } from "./plan-import.ts";
import type { PlanOptions } from "./plan-photo.ts";
import { readAhead } from "./read-ahead.ts";

const JPEG = "\xff\xd8\xff\xe0 a picture";
const DEFAULTS: PlanOptions = {
  trashed: false,
  archived: "archived",
  partner: true,
  locked: false,
  untitledAlbums: false,
  albumsByFolder: false,
};

/** A plan of files by path, "part:path" where they are in several. */
async function plan(files: Record<string, string | object>, options: Partial<PlanOptions> = {}) {
  const entries = Object.entries(files).map(([name, content]): ImportEntry => {
    const [path = "", part = "a.zip"] = name.split(":").toReversed();
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const bytes = Buffer.from(text, text === JPEG ? "latin1" : "utf8");
    const blob = new Blob([new Uint8Array(bytes)]);
    return { path, part, bytes: blob.size, open: async () => blob };
  });
  const made = await planImport(entries, { ...DEFAULTS, ...options }, contentTypeByExtension);
  const reasons = (lines: { path: string; reason: string }[]) =>
    Object.fromEntries(lines.map(({ path, reason }) => [path, reason]));
  return {
    ...made,
    photos: made.photos.map(({ entry, fileName, albums, facts }) => ({ path: entry.path, fileName, albums, facts })),
    sidecars: made.sidecars.map(({ path }) => path),
    albums: made.albums.map(({ path }) => path),
    leftOut: reasons(made.leftOut),
    notes: reasons(made.notes),
  };
}

const taken = { photoTakenTime: { timestamp: "1560000000" } };

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

test("an album of somebody's that is called Archive or Trash is one, by its photos' sidecars", async () => {
  const root = "Takeout/Google Photos";
  const folder = (name: string, states: object) => ({
    [`${root}/${name}/${name}.jpg`]: JPEG,
    [`${root}/${name}/${name}.jpg.json`]: { title: `${name}.jpg`, ...taken, ...states },
    [`${root}/${name}/metadata.json`]: { title: name, access: "protected" },
  });
  const { photos, albums, leftOut } = await plan({
    ...folder("Photos from 2019", {}),
    ...folder("Archive", {}),
    ...folder("Bin", {}),
    [`${root}/Photos from 2019/Bin.jpg`]: JPEG,
    [`${root}/Photos from 2019/Bin.jpg.json`]: { title: "Bin.jpg", ...taken },
    ...folder("Archiv", { archived: true }),
    ...folder("Trash", { trashed: true }),
    ...folder("Papierkorb", {}),
    ...folder("Locked Folder", {}),
    ...folder("Kosz", {}),
    [`${root}/Kosz/metadata.json`]: { title: "Kosz z gruszkami" },
  });
  expect(photos.map(({ fileName, albums, facts }) => [fileName, albums, facts.archived])).toEqual([
    ["Photos from 2019.jpg", [], undefined],
    ["Archive.jpg", ["Archive"], undefined],
    ["Bin.jpg", ["Bin"], undefined],
    ["Bin.jpg", [], undefined],
    ["Archiv.jpg", [], true],
    ["Kosz.jpg", ["Kosz z gruszkami"], undefined],
  ]);
  expect(albums).toEqual(["Archive", "Bin", "Kosz"].map((name) => `${root}/${name}/metadata.json`));
  // Deleted or locked photos brought back are worse than an album left out: without any proof these are Google's.
  expect(leftOut[`${root}/Trash/Trash.jpg`]).toBe("In the trash.");
  expect(leftOut[`${root}/Papierkorb/Papierkorb.jpg`]).toBe("In the trash.");
  expect(leftOut[`${root}/Locked Folder/Locked Folder.jpg`]).toBe("In the locked folder.");
});

test("folders of years are known in many languages, and by their photos in others", async () => {
  const root = "Takeout/Google Photos";
  const of = (name: string, at: string, title = name) => ({
    [`${root}/${name}/${at}.jpg`]: JPEG,
    [`${root}/${name}/${at}.jpg.json`]: {
      title: `${at}.jpg`,
      photoTakenTime: { timestamp: `${Date.parse(at) / 1000}` },
    },
    [`${root}/${name}/metadata.json`]: { title },
  });
  const known = ["Фото за 2019 г", "2019年照片", "Fotos de l_any 2019", "2019-es fényképek", "Fotos aus dem Jahr 2019"];
  for (const name of [...known, "صور من عام ٢٠١٩", "ภาพถ่ายจากปี 2562"]) {
    expect((await plan(of(name, "2019-05-01"))).photos.map(({ albums }) => albums)).toEqual([[]]);
  }
  expect((await plan(of("Jahr 2019", "2019-05-01", "Fotos von 2019"))).photos[0]?.albums).toEqual([]);
  const unknown = { ...of("Lagun 2018", "2018-05-01"), ...of("Lagun 2019", "2019-05-01"), ...of("Trip", "2019-05-01") };
  expect((await plan(unknown)).photos.map(({ albums }) => albums)).toEqual([[], [], ["Trip"]]);
  const albumsAlone = { ...of("Trip 2018", "2018-05-01"), ...of("Trip 2019", "2019-05-01") };
  expect((await plan(albumsAlone)).photos.map(({ albums }) => albums)).toEqual([["Trip 2018"], ["Trip 2019"]]);
  const trips = {
    ...of("Photos from 2018", "2018-05-01"),
    ...of("Trip 2018", "2018-05-01"),
    ...of("Trip 2019", "2019-05-01"),
  };
  expect((await plan(trips)).photos.map(({ albums }) => albums)).toEqual([[], ["Trip 2018"], ["Trip 2019"]]);
});

test("folders called Archive or Trash are ordinary ones outside a Takeout, and JSON with a title makes no album", async () => {
  const files = { "Archive/a.jpg": JPEG, "Trash/b.jpg": JPEG, "Trash/package.json": { title: "x" } };
  const { photos, leftOut } = await plan(files);
  expect(photos.map(({ path, albums, facts }) => [path, albums, facts.archived])).toEqual([
    ["Archive/a.jpg", [], undefined],
    ["Trash/b.jpg", [], undefined],
  ]);
  expect(Object.keys(leftOut)).toEqual(["Trash/package.json"]);
});

test("every state is a choice", async () => {
  const root = "Takeout/Google Photos/Photos from 2019";
  const states = {
    trashed: { trashed: true },
    archived: { archived: true },
    partner: { googlePhotosOrigin: { fromPartnerSharing: {} } },
    locked: { inLockedFolder: true },
  };
  const files = Object.fromEntries(
    Object.entries(states).flatMap(([name, state]) => [
      [`${root}/${name}.jpg`, JPEG],
      [`${root}/${name}.jpg.json`, { title: `${name}.jpg`, ...taken, ...state }],
    ]),
  );
  const names = async (options: Partial<PlanOptions>) => {
    const { photos } = await plan(files, options);
    return photos.map(({ fileName, facts }) => `${fileName}${facts.archived ? " archived" : ""}`);
  };
  expect(await names({})).toEqual(["archived.jpg archived", "partner.jpg"]);
  expect(await names({ trashed: true, locked: true, partner: false, archived: "out" })).toEqual([
    "trashed.jpg",
    "locked.jpg",
  ]);
  expect(await names({ archived: "shown" })).toEqual(["archived.jpg", "partner.jpg"]);
});

test("albums by folder, one album for all, and those without a title", async () => {
  const files = { "Summer/Lake/a.jpg": JPEG, "b.jpg": JPEG };
  const byFolder = await plan(files, { albumsByFolder: true, album: "All" });
  expect(byFolder.photos.map(({ albums }) => albums)).toEqual([["Lake", "All"], ["All"]]);
  const named = await plan(
    {
      "/home/Trip/:a.jpg": JPEG,
      "/home/Trip/:sub/b.jpg": JPEG,
      "1.zip:Both/c.jpg": JPEG,
      "2.zip:Both/d.jpg": JPEG,
      ":dropped/e.jpg": JPEG,
      "/p:2019/Paris/f.jpg": JPEG,
      "/p:2020/Paris/g.jpg": JPEG,
      "/p:2020/Rome/h.jpg": JPEG,
      "/p:2018/Rome/notes.txt": "no photo",
    },
    { albumsByFolder: true },
  );
  expect(named.photos.map(({ albums }) => albums.join())).toEqual([
    ...["Trip", "sub", "Both", "Both", "dropped", "2019 / Paris", "2020 / Paris", "Rome"],
  ]);
  const untitled = {
    "Takeout/Google Photos/Untitled(3)/a.jpg": JPEG,
    "Takeout/Google Photos/Untitled(3)/a.jpg.json": { title: "a.jpg", ...taken },
    "Takeout/Google Photos/Untitled(3)/metadata.json": { title: "" },
  };
  expect((await plan(untitled)).photos[0]?.albums).toEqual([]);
  expect((await plan(untitled, { untitledAlbums: true })).photos[0]?.albums).toEqual(["Untitled(3)"]);
});

test("titles are paths too, and the ending is the file's", async () => {
  const titles = { "1.jpg": "../../etc/passwd", "2.jpg": "a/b.JPG", "3.jpg": "scan.12", "4.jpg": "IMG.HEIC" };
  const files = Object.fromEntries(
    Object.entries(titles).flatMap(([name, title]) => [
      [`x/${name}`, JPEG],
      [`x/${name}.json`, { title, ...taken }],
    ]),
  );
  const { photos } = await plan(files);
  expect(photos.map(({ fileName }) => fileName)).toEqual(["etc_passwd.jpg", "a_b.jpg", "scan.12.jpg", "IMG.jpg"]);
});

test.each([
  ["IMG_1", "IMG_1.supplemental-metadata.json", "IMG_1.jpg", "IMG_1.jpg"],
  ["IMG_1", "IMG_1.json", "IMG_1", "IMG_1"],
  ["12.30", "12.30.json", "12.30.15.jpeg", "12.30.15.jpeg"],
  ["IMG_1.png", "IMG_1.png.json", "IMG_1.HEIC", "IMG_1.png"],
])("a file %s whose title is another", async (name, sidecar, title, fileName) => {
  const { photos } = await plan({ [`a/${name}`]: JPEG, [`a/${sidecar}`]: { title, ...taken } });
  expect(photos).toMatchObject([{ fileName, facts: { takenMs: 1_560_000_000_000 } }]);
});

test("an archive of immich-go", async () => {
  const { photos, sidecars } = await plan({
    "2024/a.jpg": JPEG,
    "2024/a.jpg.JSON": {
      fileName: "Beach.jpg",
      latitude: 54.5,
      longitude: 13.6,
      dateTaken: "2024-05-01T12:00:00+02:00",
      description: "words",
      albums: [{ title: "Summer" }],
      tags: [{ value: "Places/Sea" }],
      rating: 5,
      archived: true,
    },
  });
  expect(photos).toMatchObject([
    {
      fileName: "Beach.jpg",
      albums: ["Summer"],
      facts: {
        takenMs: Date.UTC(2024, 4, 1, 10),
        position: { latitude: 54.5, longitude: 13.6 },
        caption: "words",
        tags: ["Sea"],
        rating: 5,
        archived: true,
      },
    },
  ]);
  expect(sidecars).toEqual(["2024/a.jpg.JSON"]);
});

test("immich-go writes the year 1 where it knows no time", async () => {
  const { photos } = await plan({
    "a.jpg": JPEG,
    "a.jpg.JSON": { fileName: "a.jpg", dateTaken: "0001-01-01T00:00:00Z", description: "words" },
  });
  expect(photos).toMatchObject([{ facts: { caption: "words", takenMs: undefined } }]);
});

test("an export of Apple in two parts", async () => {
  const { photos, albums, leftOut } = await plan(
    {
      "iCloud Photos/Part 1 of 2/Photos/IMG_1.JPG": JPEG,
      "iCloud Photos/Part 1 of 2/Photos/IMG_1.AAE": "<plist/>",
      "iCloud Photos/Part 1 of 2/Photos/Photo Details.csv":
        'imgName,fileChecksum,favorite,hidden,deleted,originalCreationDate,viewCount,importDate\r\nIMG_1.JPG,x,yes,no,no,"Saturday June 4,2022 12:11 PM GMT",3,""\r\n',
      "iCloud Photos/Part 2 of 2/Photos/IMG_2.JPG": JPEG,
      "iCloud Photos/Part 2 of 2/Photos/Photo Details-1.csv":
        'imgName,fileChecksum,favorite,hidden,deleted,originalCreationDate,viewCount,importDate\nIMG_2.JPG,x,no,yes,yes,"Sunday June 5,2022 12:30 AM GMT",3,""\n',
      "iCloud Photos/Part 1 of 2/Albums/Both, of them.csv": "imgName\nIMG_1.JPG\nIMG_2.JPG\n",
      "iCloud Photos/Part 1 of 2/Albums/Empty.csv": "",
    },
    { trashed: true },
  );
  expect(photos).toMatchObject([
    { albums: ["Both, of them"], facts: { takenMs: Date.UTC(2022, 5, 4, 12, 11), favourite: true } },
    { albums: ["Both, of them"], facts: { takenMs: Date.UTC(2022, 5, 5, 0, 30), archived: true, trashed: true } },
  ]);
  expect(albums).toHaveLength(1);
  expect(Object.keys(leftOut)).toEqual([
    "iCloud Photos/Part 1 of 2/Photos/IMG_1.AAE",
    "iCloud Photos/Part 1 of 2/Albums/Empty.csv",
  ]);
});

test("tables of Apple in another language, and what is missing or unclear in them", async () => {
  const head = "imgName;favorite;hidden;deleted;originalCreationDate\n";
  const { photos, leftOut, notes } = await plan({
    "Photos/IMG_1.JPG": JPEG,
    "Photos/IMG_2.JPG": JPEG,
    "Photos/IMG_3.MOV": "a video",
    "Photos/Photo Details.csv": `${head}IMG_1.JPG;ja;nein;nein;Samstag Juni 4,2022 12:11 PM GMT\nIMG_2.JPG;nein;nein;ja;\n`,
    "Photos/Photo Details-1.csv": `${head}IMG_3.MOV;no;no;no;\nIMG_4.JPG;no;no;yes;\nIMG_5.JPG;hm;;;\n`,
    "Albums/Garden.csv": "imgName\nIMG_1.JPG\nIMG_6.JPG\nIMG_7.JPG\n",
  });
  expect(photos).toMatchObject([
    { albums: ["Garden"], facts: { takenMs: Date.UTC(2022, 5, 4, 12, 11), favourite: true } },
  ]);
  expect(leftOut).toMatchObject({ "Photos/IMG_2.JPG": "In the trash." });
  expect(notes).toEqual({
    "Photos/Photo Details-1.csv": "Some photos of this list are not among these files (1/2).",
    "Albums/Garden.csv": "Some photos of this list are not among these files (2/3).",
  });
  const unclear = await plan({ "Photos/a.jpg": JPEG, "Photos/a.csv": "imgName,hidden\na.jpg,hm\n" });
  expect(unclear.notes).toEqual({ "Photos/a.csv": expect.stringMatching(/can't be read/) });
});

test.each([
  ["Part 1 of 2", "Part 2 of 2", "Images\nIMG_1.JPG\nIMG_2.JPG\n"],
  ["Teil 1 von 2", "Teil 2 von 2", "\ufeffimgName\r\nimg_1.jpg\r\nIMG_2.JPG"],
  ["第 1 部（共 2 部）", "第 2 部（共 2 部）", "图像\nIMG_1.JPG\nIMG_2.JPG\n"],
  ["Part 1 of 2", "Part 2 of 2", '"IMG_1.JPG"\n"IMG_2.JPG"\n'],
])("an export of Apple in %s and %s, albums as %j", async (first, second, table) => {
  const { photos, leftOut } = await plan({
    [`iCloud/${first}/Photos/IMG_1.JPG`]: JPEG,
    [`iCloud/${second}/Photos/IMG_2.JPG`]: JPEG,
    [`iCloud/${first}/Albums/Trip.csv`]: table,
    [`iCloud/${first}/Albums/Empty.csv`]: "Images\n",
    [`iCloud/${first}/notes.csv`]: "things\nto do\n",
  });
  expect(photos.map(({ albums }) => albums)).toEqual([["Trip"], ["Trip"]]);
  expect(leftOut).toEqual({
    [`iCloud/${first}/Albums/Empty.csv`]: "This album's list is empty, so no album was made.",
    [`iCloud/${first}/notes.csv`]: expect.stringMatching(/isn't supported/),
  });
});

test.each([
  ["of folders that are imported one by one", "/d/iCloud Photos Part 1 of 2:", "/d/iCloud Photos Part 2 of 2:"],
  ["of folders in one", "/d:iCloud Photos Part 1 of 2/", "/d:iCloud Photos Part 2 of 2/"],
  ["of zips", "1.zip:iCloud Photos/", "2.zip:iCloud Photos/"],
])("albums of Apple %s have photos of any part, but not what has the name of one beside them", async (_, one, two) => {
  const { photos } = await plan({
    [`${one}Photos/IMG_1.JPG`]: JPEG,
    [`${one}Albums/Garden.csv`]: "imgName\nIMG_1.JPG\nIMG_2.JPG\n",
    [`${two}Photos/IMG_1.JPG`]: JPEG,
    [`${two}Photos/IMG_2.JPG`]: JPEG,
    "/other/iCloud Photos Part 2 of 2:Photos/IMG_2.JPG": JPEG,
  });
  expect(photos.map(({ albums }) => albums)).toEqual([["Garden"], [], ["Garden"], []]);
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

test("nothing vanishes: hidden, other, broken and lonely files have a reason each", async () => {
  const files = {
    "__MACOSX/._a.jpg": "x",
    "a/.DS_Store": "x",
    "a/@eaDir/a.jpg": JPEG,
    "a/notes.txt": "x",
    "a/film.mp4": "x",
    "a/raw.NEF": "x",
    "a/b.jpg": JPEG,
    "a/b.jpg.json": "{ cut",
    "a/lonely.jpg.json": { title: "lonely.jpg", ...taken },
    "a/other.json": ["x"],
    "a/lonely.xmp": "x",
    "a/table.csv": "one,two\n1,2\n",
    "a/inner.zip": "PK",
    "a/takeout-001.tgz": "\x1f\x8b",
  };
  const { photos, sidecars, leftOut, notes } = await plan(files);
  const named = [...photos.map(({ path }) => path), ...sidecars, ...Object.keys(leftOut)];
  expect(named.toSorted()).toEqual(Object.keys(files).toSorted());
  expect(photos.map(({ path }) => path)).toEqual(["a/b.jpg"]);
  expect(notes).toEqual({ "a/b.jpg.json": "This sidecar can't be read. Its photo is imported without it." });
});

test("plans with other options read nothing again of what was read ahead", async () => {
  let opened = 0;
  const toEntry = (path: string, text: string): ImportEntry => {
    const blob = new Blob([new Uint8Array(Buffer.from(text, "latin1"))]);
    const open = async () => {
      opened += 1;
      return blob;
    };
    return { path, part: "a.zip", bytes: blob.size, open };
  };
  const entries = [
    toEntry("Takeout/Photos/Trip/1.jpg", JPEG),
    toEntry("Takeout/Photos/Trip/1.jpg.json", JSON.stringify({ title: "1.jpg", ...taken, archived: true })),
    toEntry("Takeout/Photos/Trip/2.jpg", JPEG),
    toEntry("Takeout/Photos/Trip/2.jpg.xmp", "<x:xmpmeta/>"),
  ];
  const counts: number[] = [];
  const { signal } = new AbortController();
  await readAhead(entries, { signal, onRead: (done) => counts.push(done) });
  expect(counts).toEqual([1, 2, 3, 4]);
  expect(opened).toBe(4);
  for (const archived of ["archived", "out"] as const) {
    const made = await planImport(entries, { ...DEFAULTS, archived }, contentTypeByExtension);
    expect(made.photos).toHaveLength(archived === "out" ? 1 : 2);
  }
  expect(opened).toBe(4);
  await expect(readAhead(entries, { signal: AbortSignal.abort(), onRead: () => {} })).rejects.toThrow();
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
