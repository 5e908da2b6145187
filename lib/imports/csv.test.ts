import { expect, test } from "vitest";
import { parseCsv } from "./csv.ts";

test.each([
  ['a,"b ""c"", d"\r\n"e\nf",\n\ng', [["a", 'b "c", d'], ["e\nf", ""], ["g"]]],
  ['"""",""\n', [['"', ""]]],
  ['\ufeffa\n"b" c\nd', [["a"], ['"b" c'], ["d"]]],
])("%j", (text, rows) => {
  expect(parseCsv(text, 10)).toEqual(rows);
});

test("a quoted field of 16 MB is one field", () => {
  const field = "x".repeat(16 * 1024 * 1024);
  expect(parseCsv(`"${field}",b\n`, 10)).toEqual([[field, "b"]]);
});
