import { expect, test } from "vitest";
import { contentTypeByExtension } from "#lib/images/image.ts";
import type { ImportEntry } from "./entry.ts";
import { planImport } from "./plan-import.ts";
import type { PlanOptions } from "./plan-photo.ts";

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
    ["own/a.jpg", "Wedding", undefined, []],
    ["DCIM/xmp.jpg", "Funeral", undefined, []],
    ["DCIM/google.jpg", "Funeral", undefined, []],
    ["Photos/apple.jpg", undefined, undefined, ["Funeral"]],
    ["own/a.jpg", "Funeral", undefined, []],
    ...["DCIM/xmp.jpg", "DCIM/google.jpg", "Photos/apple.jpg", "own/a.jpg"].map((p) => [p, undefined, undefined, []]),
  ]);
  expect(leftOut).toEqual({});
});

test("what belongs to a photo is in its own archive first, then in another", async () => {
  const { photos } = await plan({
    ...inPart("1.zip", source("Wedding")),
    ...inPart("2.zip", source("Funeral")),
    "3.zip:DCIM/xmp.jpg": JPEG,
    "3.zip:DCIM/google.jpg": JPEG,
    "3.zip:own/a.jpg": JPEG,
  });
  const captions = photos.flatMap(({ path, facts }) => (path.startsWith("Photos") ? [] : [facts.caption]));
  expect(captions).toEqual([
    ...["Wedding", "Wedding", "Wedding", "Funeral", "Funeral", "Funeral"],
    ...[expect.any(String), expect.any(String), expect.any(String)],
  ]);
  const apple = photos.filter(({ path }) => path.startsWith("Photos"));
  expect(apple.map(({ facts }) => facts.favourite)).toEqual([true, undefined]);
});

test("folders of a Takeout that are imported one by one are one as well", async () => {
  const { photos } = await plan({
    "part 1/Takeout/:Google Photos/Photos from 2019/a.jpg": JPEG,
    "part 2/Takeout/:Google Photos/Photos from 2019/a.jpg.json": { title: "a.jpg", description: "words", ...taken },
  });
  expect(photos).toMatchObject([{ facts: { caption: "words" } }]);
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
  };
  const { photos, sidecars, leftOut, notes } = await plan(files);
  const named = [...photos.map(({ path }) => path), ...sidecars, ...Object.keys(leftOut)];
  expect(named.toSorted()).toEqual(Object.keys(files).toSorted());
  expect(photos.map(({ path }) => path)).toEqual(["a/b.jpg"]);
  expect(notes).toEqual({ "a/b.jpg.json": "This sidecar can't be read. Its photo is imported without it." });
});
