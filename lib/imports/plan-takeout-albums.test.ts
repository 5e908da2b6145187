import { expect, test } from "vitest";
import { JPEG, plan, taken } from "#tests/support/plan-of-files.ts";

/* Albums of a Takeout, and its folders that are none. */

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

test("a Takeout of before 2021 has a folder for each day, which is no album; one with a title is", async () => {
  const root = "Takeout/Google Photos";
  const of = (name: string, day: string) => ({
    title: name,
    photoTakenTime: { timestamp: `${Date.parse(`${day}T12:00:00Z`) / 1000}` },
  });
  const files = {
    [`${root}/2018-05-01/a.jpg`]: JPEG,
    [`${root}/2018-05-01/a.jpg.json`]: of("a.jpg", "2018-05-01"),
    [`${root}/2018-05-01/metadata.json`]: { albumData: { title: "2018-05-01" } },
    [`${root}/2018-05-02 #2/b.jpg`]: JPEG,
    [`${root}/2018-05-02 #2/b.jpg.json`]: of("b.jpg", "2018-05-02"),
    [`${root}/2018-05-02 #2/metadata.json`]: { albumData: { title: "2018-05-02" } },
    [`${root}/2018-05-03/c.jpg`]: JPEG,
    [`${root}/2018-05-03/c.jpg.json`]: of("c.jpg", "2018-05-03"),
    [`${root}/2018-05-03/metadata.json`]: { albumData: { title: "Thursday in Rome" } },
    [`${root}/2017-01-01/d.jpg`]: JPEG,
    [`${root}/2017-01-01/d.jpg.json`]: of("d.jpg", "2011-09-09"),
    [`${root}/2017-01-01/metadata.json`]: { albumData: { title: "2017-01-01" } },
  };
  const { photos } = await plan(files);
  expect(photos.map(({ albums }) => albums)).toEqual([[], [], ["Thursday in Rome"], ["2017-01-01"]]);
  const withYears = await plan({
    ...files,
    [`${root}/Photos from 2018/a.jpg`]: JPEG,
    [`${root}/Photos from 2018/a.jpg.json`]: of("a.jpg", "2018-05-01"),
  });
  expect(withYears.photos[0]?.albums).toEqual(["2018-05-01"]);
});
