import { expect, test } from "vitest";
import { createPathMaker, isPathOf, toFileName, toMonthFolder } from "./archive-paths.ts";

test.each([
  ["IMG_0001.JPG", "IMG_0001.JPG"],
  ["../../etc/passwd", "_.._etc_passwd"],
  ["..", "photo"],
  ["", "photo"],
  [" .hidden.jpg. ", "hidden.jpg"],
  ["a:b*c?.jpg", "a_b_c_.jpg"],
  ["con.jpg", "_con.jpg"],
  ["Nul", "_Nul"],
  ["e\u0301t\u00e9.jpg", "\u00e9t\u00e9.jpg"],
  ["half \ud83d.jpg", "half \ufffd.jpg"],
])("%j becomes %j", (name, expected) => {
  expect(toFileName(name)).toBe(expected);
});

test("a name is as long as file systems take, cut between characters", () => {
  const name = toFileName(`${"ü".repeat(300)}.jpeg`);
  expect(name).toBe(`${"ü".repeat(90)}.jpeg`);
});

test("names are made unique, whatever the case, and leave room for sidecars", () => {
  const toPath = createPathMaker();
  expect(toPath("", "a.jpg")).toBe("a.jpg");
  expect(toPath("", "A.JPG")).toBe("A (2).JPG");
  expect(toPath("", "a.jpg")).toBe("a (3).jpg");
  expect(toPath("", "a (2).jpg")).toBe("a (2) (2).jpg");
  expect(toPath("", "a.jpg.xmp")).toBe("a.jpg (2).xmp");
  expect(toPath("", "b.jpg.xmp")).toBe("b.jpg.xmp");
  expect(toPath("", "b.jpg")).toBe("b (2).jpg");
  expect(toPath("Sea/2024", "a.jpg")).toBe("Sea_2024/a.jpg");
});

test("folders that some systems take for one are kept apart", () => {
  const toPath = createPathMaker();
  expect(toPath("Trip", "a.jpg")).toBe("Trip/a.jpg");
  expect(toPath("trip", "a.jpg")).toBe("trip (2)/a.jpg");
  expect(toPath("Trip?", "a.jpg")).toBe("Trip_/a.jpg");
  expect(toPath("Trip*", "a.jpg")).toBe("Trip_ (2)/a.jpg");
  expect(toPath("caf\u00e9", "a.jpg")).toBe("caf\u00e9/a.jpg");
  expect(toPath("cafe\u0301", "a.jpg")).toBe("caf\u00e9 (2)/a.jpg");
  expect(toPath("Stra\u00dfe", "a.jpg")).toBe("Stra\u00dfe/a.jpg");
  expect(toPath("STRASSE", "a.jpg")).toBe("STRASSE (2)/a.jpg");
  expect(toPath("trip", "b.jpg")).toBe("trip (2)/b.jpg");
  // They differ in what is cut off.
  const long = "\u0436".repeat(90);
  expect(toPath(`${long}1`, "a.jpg")).toBe(`${long}/a.jpg`);
  expect(toPath(`${long}2`, "a.jpg")).toBe(`${long} (2)/a.jpg`);
});

test("an album that is called as a photo is a folder beside it", () => {
  const toPath = createPathMaker();
  expect(toPath("", "a.jpg")).toBe("a.jpg");
  expect(toPath("a.jpg", "b.jpg")).toBe("a.jpg (2)/b.jpg");
});

test("many photos of one name get their numbers without looking through all of them", () => {
  const toPath = createPathMaker();
  const paths = Array.from({ length: 20_000 }, () => toPath("2024-05", "image.jpg"));
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.at(-1)).toBe("2024-05/image (20000).jpg");
});

test("photos go into the month when they were taken", () => {
  expect(toMonthFolder("2024-05-01T10:00:00+02:00")).toBe("2024-05");
  expect(toMonthFolder(undefined)).toBe("undated");
});

test("what is taken stays as it is, with the sidecar beside it", () => {
  const toPath = createPathMaker(["2024-05/a.jpg", "2024-05/b (2).jpg"]);
  expect(["A.JPG", "b.jpg", "b.jpg"].map((name) => toPath("2024-05", name))).toEqual([
    "2024-05/A (2).JPG",
    "2024-05/b.jpg",
    "2024-05/b (3).jpg",
  ]);
});

test.each([
  ["2024-05/a.jpg", "a.jpg", true],
  ["2024-05/a (12).jpg", "a.jpg", true],
  ["2024-05/a (2).jpg", "a (2).jpg", true],
  ["2024-06/a.jpg", "a.jpg", false],
  ["2024-05/a (x).jpg", "a.jpg", false],
  ["2024-05/ab.jpg", "a.jpg", false],
  ["2024-05/.jpg", "a.jpg", false],
])("%s is a path of %s in 2024-05: %s", (path, fileName, is) => {
  expect(isPathOf(path, "2024-05", fileName)).toBe(is);
});
