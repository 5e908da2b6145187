import { describe, expect, test } from "vitest";
import { decideWords, type WordedImage } from "./decide-words.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";

const OPTIONS = { people: true, keywords: true };
const PLAIN: WordedImage = {
  takenAt: undefined,
  takenAtSource: undefined,
  takenOffset: undefined,
  title: undefined,
  caption: undefined,
  embedded: undefined,
  shot: undefined,
  position: undefined,
  favourite: false,
  archived: false,
};

function edit(facts: SidecarFacts, image: Partial<WordedImage> = {}) {
  return decideWords({ ...PLAIN, ...image }, facts, OPTIONS).edit;
}

describe("time", () => {
  const instant = (text: string) => ({ takenMs: Date.parse(text) });
  test.each([
    ["a file without a time", undefined, "2023-01-01T10:00:00Z", "2023-01-01T10:00:00Z"],
    ["a clock that differs by an offset", "2023-01-01T00:30:00", "2022-12-31T15:30:00Z", "2023-01-01T00:30:00+09:00"],
    [
      "the same by quarters of an hour",
      "2023-01-01T05:45:00.250",
      "2023-01-01T00:00:00Z",
      "2023-01-01T05:45:00.250+05:45",
    ],
    ["to the west", "2023-01-01T00:00:00", "2023-01-01T12:00:00Z", "2023-01-01T00:00:00-12:00"],
    ["an offset that the file names itself", "2023-01-01T12:00:00+02:00", "2023-01-01T10:00:00Z", undefined],
    ["one that it names wrongly", "2023-01-01T12:00:00+05:00", "2023-01-01T10:00:00Z", "2023-01-01T12:00:00+02:00"],
    ["no offset of any place", "2023-01-01T15:00:00", "2023-01-01T00:00:00Z", "2023-01-01T00:00:00Z"],
    ["seconds that differ", "2023-01-01T12:00:01", "2023-01-01T10:00:00Z", "2023-01-01T10:00:00Z"],
    ["a correction by years", "2019-05-05T12:00:00", "1985-08-15T12:00:00Z", "1985-08-15T12:00:00Z"],
    ["a moment that cannot be", "2019-05-05T12:00:00", "2219-08-15T12:00:00Z", undefined],
  ])("of %s", (_what, takenAt, moment, expected) => {
    const image = { takenAt, takenAtSource: "exif_original" as const };
    expect(edit(instant(moment), image).takenAt).toBe(expected);
  });

  test("a table of minutes leaves the seconds of the file", () => {
    const facts = { takenMs: Date.parse("2022-06-04T12:11:00Z"), takenPrecisionMs: 60_000 };
    expect(edit(facts, { takenAt: "2022-06-04T14:11:30" }).takenAt).toBe("2022-06-04T14:11:30+02:00");
  });

  test("a day in the name of the file is no clock, a clock in it is one", () => {
    const facts = instant("2018-05-05T04:00:00Z");
    const inName = (takenAt: string) => edit(facts, { takenAt, takenAtSource: "file_name" }).takenAt;
    expect(inName("2018-05-05T00:00:00")).toBe("2018-05-05T04:00:00Z");
    expect(inName("2018-05-05T06:00:00")).toBe("2018-05-05T06:00:00+02:00");
  });

  const DAY = 24 * 3_600_000;
  test.each([
    ["to the second", "2021-05-07T10:00:00.311+02:00", "2021-05-07T10:00:00", 1_000, undefined],
    ["to hundredths", "2021-05-07T10:00:00.311+02:00", "2021-05-07T10:00:00.310", 10, undefined],
    ["to the minute", "2021-05-07T10:00:37+02:00", "2021-05-07T10:00:00", 60_000, undefined],
    ["to the day", "2021-05-07T10:00:00+02:00", "2021-05-07T00:00:00", DAY, undefined],
    ["by the same offset", "2021-05-07T10:00:00.311+02:00", "2021-05-07T10:00:00+02:00", 1_000, undefined],
    ["with an offset", "2021-05-07T10:00:00.311", "2021-05-07T10:00:00+02:00", 1_000, "2021-05-07T10:00:00.311+02:00"],
    ["another offset", "2021-05-07T10:00:00+01:00", "2021-05-07T10:00:00+02:00", 1_000, "2021-05-07T10:00:00+02:00"],
    ["another second", "2021-05-07T10:00:01.311", "2021-05-07T10:00:00", 1_000, "2021-05-07T10:00:00"],
    ["another day", "2021-05-07T10:00:00", "2021-05-08T00:00:00", DAY, "2021-05-08T00:00:00"],
    ["as it is, exactly", "2021-05-07T10:00:00.311", "2021-05-07T10:00:00", undefined, "2021-05-07T10:00:00"],
    ["the same moment in UTC", "2021-05-07T10:00:00.311+02:00", "2021-05-07T08:00:00Z", 1_000, undefined],
    ["in UTC", "2021-05-07T10:00:00.311", "2021-05-07T08:00:00Z", 1_000, "2021-05-07T10:00:00.311+02:00"],
    ["in UTC, another day", "2021-05-07T10:00:00", "2019-05-07T08:10:00Z", 1_000, "2019-05-07T08:10:00Z"],
    ["in UTC, exactly", "2021-05-07T10:00:00", "2021-05-07T08:00:00Z", undefined, "2021-05-07T08:00:00Z"],
  ])("a sidecar that says it %s", (_how, takenAt, stated, takenAtPrecisionMs, expected) => {
    const image = { takenAt, takenAtSource: "exif_original" as const };
    expect(edit({ takenAt: stated, takenAtPrecisionMs }, image).takenAt).toBe(expected);
  });

  test("a sidecar in UTC adds nothing to a file in UTC, wherever it was taken", () => {
    const image = { takenAt: "2021-05-07T08:00:00Z", takenOffset: "+02:00" };
    expect(edit({ takenAt: "2021-05-07T08:00:00Z", takenAtPrecisionMs: 1_000 }, image).takenAt).toBeUndefined();
    expect(edit({ takenAt: "2021-05-07T10:00:00+02:00", takenAtPrecisionMs: 1_000 }, image).takenAt).toBeUndefined();
  });

  test("a sidecar's date holds over the file's and a moment; the owner's over all", () => {
    const facts = { takenAt: "1998-08-09T15:30:00+03:00", ...instant("2000-01-01T00:00:00Z") };
    expect(edit(facts, { takenAt: "2003-01-01T00:00:00" }).takenAt).toBe("1998-08-09T15:30:00+03:00");
    expect(edit(facts, { takenAt: "1998-08-09T15:30:00+03:00" }).takenAt).toBeUndefined();
    expect(edit(facts, { takenAt: "2003-01-01T00:00:00", takenAtSource: "owner" }).takenAt).toBeUndefined();
  });
});

test("words of the sidecar take the place of the file's, not of the owner's", () => {
  const facts = { title: "Quay", caption: "in the sidecar" };
  expect(edit(facts, { embedded: { caption: "in the file" }, caption: "in the file" })).toEqual(facts);
  expect(edit(facts, { embedded: { caption: "in the file" }, caption: "the owner's" })).toEqual({ title: "Quay" });
  expect(edit(facts, { title: "Quay", embedded: { title: "Quay" }, caption: "in the sidecar" })).toEqual({});
});

test("captions are cut with a line, at 2,000 and not before", () => {
  const decide = (caption: string) => decideWords(PLAIN, { caption }, OPTIONS);
  expect(decide("x".repeat(2_000)).notes).toEqual([]);
  const cut = decide("x".repeat(2_001));
  expect(cut.edit.caption).toHaveLength(2_000);
  expect(cut.notes).toEqual(["The caption was cut to 2,000 characters."]);
});

test("tags are cut with a line, at 100 and not before", () => {
  const decide = (length: number) => decideWords(PLAIN, { tags: ["x".repeat(length)] }, OPTIONS);
  expect(decide(100).notes).toEqual([]);
  expect(decide(101).tags).toEqual(["x".repeat(100)]);
  expect(decide(101).notes).toEqual(["A tag was cut to 100 characters."]);
});

test.each([
  [undefined, undefined, undefined],
  [5, undefined, true],
  [-1, 5, undefined],
  [undefined, 5, true],
  [3, 5, undefined],
])("rating %s beside the file and %s in it: favourite %s", (rating, embedded, favourite) => {
  expect(edit({ rating }, { embedded: { rating: embedded } }).favourite).toBe(favourite);
});

test("tags are those of sidecar, people and file together", () => {
  const image = { ...PLAIN, embedded: { keywords: ["Sea", "Lake"] } };
  const facts = { tags: ["Sea", " "], people: ["Ann"] };
  expect(decideWords(image, facts, OPTIONS).tags).toEqual(["Sea", "Ann", "Lake"]);
  expect(decideWords(image, facts, { people: false, keywords: false }).tags).toEqual(["Sea"]);
});

test("a place is written where the file has none or another, and the owner has said none", () => {
  const position = { latitude: 48.2082, longitude: 16.3738 };
  const inFile = (latitude: number, longitude: number) => ({
    shot: { latitude, longitude },
    position: { latitude, longitude, source: "file" as const },
  });
  expect(edit({ position }).position).toEqual(position);
  expect(edit({ position }, inFile(48.20821, 16.37379)).position).toBeUndefined();
  expect(edit({ position }, inFile(47, 16.3738)).position).toEqual(position);
  expect(edit({ position }, { position: { latitude: 1, longitude: 1, source: "owner" } }).position).toBeUndefined();
  expect(edit({ position }, { ...inFile(47, 16), position: undefined }).position).toBeUndefined();
});

test("what its owner had taken back in an export of Skylight does not come back from the file", () => {
  const facts = { favourite: false, hasNoPlace: true, hasAllTags: true, tags: ["Sea"] };
  const image: WordedImage = {
    ...PLAIN,
    embedded: { rating: 5, keywords: ["Lake"] },
    shot: { latitude: 47, longitude: 16 },
    position: { latitude: 47, longitude: 16, source: "file" },
  };
  expect(decideWords(image, facts, OPTIONS)).toMatchObject({ edit: { position: null }, tags: ["Sea"] });
  expect(edit(facts, image).favourite).toBeUndefined();
  expect(edit(facts, { ...image, position: { latitude: 1, longitude: 1, source: "owner" } })).toEqual({});
});

test("a turn is taken over where the picture is not turned yet", () => {
  expect(edit({ rotation: 90 })).toEqual({ rotation: 90 });
  expect(edit({ rotation: 90 }, { rotation: 180 })).toEqual({});
});

test("a caption that is too long is left out where that is asked for, with a line", () => {
  const facts = { caption: "x".repeat(2_001) };
  expect(edit(facts).caption).toHaveLength(2_000);
  const { edit: words, notes } = decideWords(PLAIN, facts, { ...OPTIONS, hasLongCaptionsOut: true });
  expect([words, notes]).toEqual([{}, ["The caption was left out: it has more than 2,000 characters."]]);
});
