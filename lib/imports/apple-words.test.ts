import { expect, test } from "vitest";
import { findDayOrder, parseAppleTime, parseMark } from "./apple-words.ts";

const JUNE = Date.UTC(2022, 5, 4, 12, 11);

test.each([
  ["Saturday June 4,2022 12:11 PM GMT", JUNE],
  ["Saturday June 4,2022 12:11 PM\u202fGMT", JUNE],
  ["Samstag Juni 4,2022 12:11 PM GMT", JUNE],
  ["samedi 4 juin 2022 12:11 PM GMT", JUNE],
  ["sábado, 4 de junio de 2022, 12:11 GMT", JUNE],
  ["土曜日 6月 4,2022 12:11 午後 GMT", JUNE],
  ["2022年6月4日土曜日 12:11 GMT", JUNE],
  ["星期六 六月 4,2022 12:11 下午 UTC", JUNE],
  ["토요일 6월 4,2022 12:11 오후 GMT", JUNE],
  ["суббота июня 4,2022 12:11 GMT", JUNE],
  ["lauantai kesäkuuta 4,2022 12:11 GMT", JUNE],
  ["Saturday June 4,2022 2:11 PM GMT+2", JUNE],
  ["Sat Jun 4,2022 12:11 PM GMT", JUNE],
  ["sam. 4 juin 2022 12:11 PM GMT", JUNE],
  ["mar. 7 juin 2022 12:11 PM GMT", JUNE + 3 * 24 * 60 * 60 * 1000],
  ["วันเสาร์ มิถุนายน 4,2565 12:11 PM GMT", JUNE],
  ["2022-06-04T12:11:00Z", JUNE],
  ["2022-06-04 12:11:00", JUNE],
  ["maanantai marraskuuta 7,2022 9:05 AM GMT", Date.UTC(2022, 10, 7, 9, 5)],
  ["lundi juillet 4,2022 9:05 AM GMT", Date.UTC(2022, 6, 4, 9, 5)],
  ["Montag März 7,2022 12:05 AM GMT", Date.UTC(2022, 2, 7, 0, 5)],
  // The same name is November in Polish and October in Croatian.
  ["poniedziałek listopada 7,2022 9:05 AM GMT", Date.UTC(2022, 10, 7, 9, 5)],
  ["petak listopada 7,2022 9:05 AM GMT", Date.UTC(2022, 9, 7, 9, 5)],
])("%s is a moment", (text, ms) => {
  expect(parseAppleTime(text)).toBe(ms);
});

test.each([
  "listopada 7,2022 9:05 AM GMT",
  "04/06/2022 12:11 GMT",
  "Saturday Brumaire 4,2022 12:11 PM GMT",
  "Saturday June 4,2022 12:11 PM CEST",
  "Saturday June 4,2022",
  "Saturday June 31,2022 12:11 PM GMT",
])("%s could be several, or is none", (text) => {
  expect(parseAppleTime(text)).toBeUndefined();
});

test("marks are read in many languages", () => {
  expect(["yes", "Ja", "oui", "SÍ", "はい"].map(parseMark)).toEqual([true, true, true, true, true]);
  expect(["", "no", "Nein", "いいえ"].map(parseMark)).toEqual([false, false, false, false]);
  expect(parseMark("perhaps")).toBeUndefined();
});

test("dates in numbers are read in the order that all of them allow", () => {
  expect(findDayOrder(["", "06/04/2022 12:11 PM", "06/13/2022 12:11 PM"])).toBe("month first");
  expect(findDayOrder(["04/06/2022 12:11", "13/06/2022 12:11"])).toBe("day first");
  expect(findDayOrder(["4.6.2022 12:11"])).toBe("day first");
  expect(findDayOrder(["04/06/2022 12:11"])).toBeUndefined();
  expect(findDayOrder(["13/06/2022 12:11", "06/13/2022 12:11"])).toBeUndefined();
  expect(parseAppleTime("06/04/2022 12:11 PM", "month first")).toBe(JUNE);
  expect(parseAppleTime("4.6.2022 12:11", "day first")).toBe(JUNE);
});
