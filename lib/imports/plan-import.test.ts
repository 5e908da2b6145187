import { expect, test } from "vitest";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { JPEG, plan, taken } from "#tests/support/plan-of-files.ts";
import type { ImportEntry } from "./entry.ts";
import { planImport } from "./plan-import.ts";
import { defaultPlanOptions, type PlanOptions } from "./plan-photo.ts";
import { readAhead } from "./read-ahead.ts";

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
  ["12.30", "12.30.json", "12.30", "12.30"],
  ["IMG_1.png", "IMG_1.png.json", "IMG_1.HEIC", "IMG_1.png"],
])("a file %s whose title is another", async (name, sidecar, title, fileName) => {
  const { photos } = await plan({ [`a/${name}`]: JPEG, [`a/${sidecar}`]: { title, ...taken } });
  expect(photos).toMatchObject([{ fileName, facts: { takenMs: 1_560_000_000_000 } }]);
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
    "a/takeout.z01": "PK",
    "a/takeout.zip.002": "PK",
  };
  const { photos, sidecars, leftOut, notes } = await plan(files);
  const named = [...photos.map(({ path }) => path), ...sidecars, ...Object.keys(leftOut)];
  expect(named.toSorted()).toEqual(Object.keys(files).toSorted());
  expect(photos.map(({ path }) => path)).toEqual(["a/b.jpg"]);
  for (const part of ["a/takeout.z01", "a/takeout.zip.002"]) expect(leftOut[part]).toMatch(/several parts/);
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
    const made = await planImport(entries, { ...defaultPlanOptions, archived }, contentTypeByExtension);
    expect(made.photos).toHaveLength(archived === "out" ? 1 : 2);
  }
  expect(opened).toBe(4);
  await expect(readAhead(entries, { signal: AbortSignal.abort(), onRead: () => {} })).rejects.toThrow();
});
