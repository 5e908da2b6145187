import { expect, test } from "vitest";
import { findDates } from "./date-words.ts";

/** A Wednesday. */
const TODAY = "2026-11-25";

/** The text without what was read, and the days that were: "from – before". */
function read(text: string, today = TODAY): string {
  const dates = findDates(text, today);
  const rest = dates.toReversed().reduce((left, { start, end }) => `${left.slice(0, start)}|${left.slice(end)}`, text);
  return [rest, ...dates.map(({ from = "", to = "" }) => `${from} – ${to}`)].join("  ");
}

test.each([
  ["2019", "|  2019-01-01 – 2020-01-01"],
  ["sunset berlin 2019", "sunset berlin |  2019-01-01 – 2020-01-01"],
  ["May 2021", "|  2021-05-01 – 2021-06-01"],
  ["mai 2021", "|  2021-05-01 – 2021-06-01"],
  ["März 2020 Oma", "| Oma  2020-03-01 – 2020-04-01"],
  ["2021-05", "|  2021-05-01 – 2021-06-01"],
  ["in Dezember 2019", "|  2019-12-01 – 2020-01-01"],
  ["may to july 2021", "|  2021-05-01 – 2021-08-01"],
  ["2019-2021", "|  2019-01-01 – 2022-01-01"],
  ["from 2019 to 2021", "|  2019-01-01 – 2022-01-01"],
  ["May 2019 bis Juni 2020", "|  2019-05-01 – 2020-07-01"],
  ["since 2019", "|  2019-01-01 – "],
  ["seit Mai 2019", "|  2019-05-01 – "],
  ["after 2019", "|  2020-01-01 – "],
  ["vor 2019", "|   – 2019-01-01"],
  ["until 2019", "|   – 2020-01-01"],
  ["1990s", "|  1990-01-01 – 2000-01-01"],
  ["1990er", "|  1990-01-01 – 2000-01-01"],
  ["3 May 2021", "|  2021-05-03 – 2021-05-04"],
  ["3. Mai 2021", "|  2021-05-03 – 2021-05-04"],
  ["03.05.2021", "|  2021-05-03 – 2021-05-04"],
  ["5/3/2021", "|  2021-05-03 – 2021-05-04"],
  ["2021-05-03", "|  2021-05-03 – 2021-05-04"],
  ["3-5 may 2021", "|  2021-05-03 – 2021-05-06"],
  ["12 May", "|  2026-05-12 – 2026-05-13"],
  ["24 December", "|  2025-12-24 – 2025-12-25"],
  ["yesterday", "|  2026-11-24 – 2026-11-25"],
  ["heute", "|  2026-11-25 – 2026-11-26"],
  ["3 days ago", "|  2026-11-22 – 2026-11-23"],
  ["vor 3 Tagen", "|  2026-11-22 – 2026-11-23"],
  ["last friday", "|  2026-11-20 – 2026-11-21"],
  ["last week", "|  2026-11-16 – 2026-11-23"],
  ["letztes Wochenende", "|  2026-11-21 – 2026-11-23"],
  ["last month", "|  2026-10-01 – 2026-11-01"],
  ["dieses Jahr", "|  2026-01-01 – 2027-01-01"],
  ["last year", "|  2025-01-01 – 2026-01-01"],
  ["last summer", "|  2026-06-01 – 2026-09-01"],
  ["letzten Sommer", "|  2026-06-01 – 2026-09-01"],
  ["last winter", "|  2025-12-01 – 2026-03-01"],
  ["summer 2019", "|  2019-06-01 – 2019-09-01"],
  ["last christmas", "|  2025-12-24 – 2025-12-27"],
  ["Weihnachten 2018", "|  2018-12-24 – 2018-12-27"],
  ["silvester 2019", "|  2019-12-31 – 2020-01-01"],
  ["last 30 days", "|  2026-10-26 – 2026-11-26"],
  ["past 7 days", "|  2026-11-18 – 2026-11-26"],
  ["31.12.9999", "31.12.9999"],
  ["9999-12-30", "|  9999-12-30 – 9999-12-31"],
  ["3000 years ago", "3000 years ago"],
  ["5 May 44 BC", "5 May 44 BC"],
  ["die letzten drei Tage", "|  2026-11-22 – 2026-11-26"],
  ["last 3 months oma", "| oma  2026-08-25 – 2026-11-26"],
  ["in the last two years", "|  2024-11-25 – 2026-11-26"],
  ["letzte 2 Wochen", "|  2026-11-11 – 2026-11-26"],
  ["in den letzten 6 Monaten", "|  2026-05-25 – 2026-11-26"],
  ["last May", "|  2026-05-01 – 2026-06-01"],
  ["letzten Dezember", "|  2025-12-01 – 2026-01-01"],
  ["from May to June 2021", "|  2021-05-01 – 2021-07-01"],
  ["von Mai bis Juni 2021", "|  2021-05-01 – 2021-07-01"],
  ["zwischen Mai und Juni 2021", "|  2021-05-01 – 2021-07-01"],
  ["from 2018-2020", "|  2018-01-01 – 2021-01-01"],
  ["from 2019", "|  2019-01-01 – 2020-01-01"],
  ["from 2019 onwards", "|  2019-01-01 – "],
  ["ab 2019", "|  2019-01-01 – "],
  ["Bilder von 2019", "|  2019-01-01 – 2020-01-01"],
  ["photos from May 2021", "|  2021-05-01 – 2021-06-01"],
  ["Oma Fotos vom 3. Mai 2021", "Oma |  2021-05-03 – 2021-05-04"],
  ["photos from last summer", "|  2026-06-01 – 2026-09-01"],
  ["summer of 2019", "|  2019-06-01 – 2019-09-01"],
  ["Sommer 2019", "|  2019-06-01 – 2019-09-01"],
  ["winter 2019/20", "|  2019-12-01 – 2020-03-01"],
  ["Silvester 2019/2020", "|  2019-12-31 – 2020-01-01"],
  ["5/2021", "|  2021-05-01 – 2021-06-01"],
  ["05.2021", "|  2021-05-01 – 2021-06-01"],
])("%s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test("in summer the last summer was a year ago, and at Christmas last Christmas too", () => {
  expect(read("last summer", "2026-07-10")).toBe("|  2025-06-01 – 2025-09-01");
  expect(read("last christmas", "2026-12-25")).toBe("|  2025-12-24 – 2025-12-27");
  expect(read("last christmas", "2026-12-27")).toBe("|  2026-12-24 – 2026-12-27");
  expect(read("last 1 month", "2026-03-31")).toBe("|  2026-02-28 – 2026-04-01");
  expect(read("last month", "2026-01-31")).toBe("|  2025-12-01 – 2026-01-01");
});

test.each([
  "IMG_1234",
  "IMG_2019",
  "nikon d90 iso",
  "iso 100",
  "f/1.8 50 mm",
  "sun",
  "may",
  "march",
  "summer",
  "christmas market",
  "the last house",
  "last 30",
  "photos from home",
  "13/2021",
  "now",
  "tonight at 10",
  "10:30",
  "3/4",
  "16/10",
  "2048",
  "12345",
  "東京",
  '"2019"',
  '"last summer',
])("words that are none: %s", (text) => {
  expect(read(text)).toBe(text);
});
