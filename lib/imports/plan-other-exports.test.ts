import { expect, test } from "vitest";
import { JPEG, plan } from "#tests/support/plan-of-files.ts";
import { importReasons } from "./reasons.ts";

/* Exports of others than Google. */

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

test("memories that Apple made are no albums, unless somebody wants them to be", async () => {
  const files = {
    "1.zip:iCloud-bilder Del 1 av 2/Photos/IMG_1.JPG": JPEG,
    "1.zip:iCloud-bilder Del 1 av 2/Albums/Garden.csv": "imageName\nIMG_1.JPG\n",
    "1.zip:iCloud-bilder Del 1 av 2/Memories/Summer 2017.csv": "imageName\nIMG_1.JPG\nIMG_9.JPG\n",
  };
  const { photos, leftOut, notes } = await plan(files);
  expect(photos.map(({ albums }) => albums)).toEqual([["Garden"]]);
  expect(leftOut).toEqual({ "iCloud-bilder Del 1 av 2/Memories/Summer 2017.csv": importReasons.memory });
  expect(notes).toEqual({});
  expect((await plan(files, { memories: true })).photos[0]?.albums.toSorted()).toEqual(["Garden", "Summer 2017"]);
});
