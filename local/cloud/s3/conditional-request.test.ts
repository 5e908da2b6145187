import { describe, expect, test } from "vitest";
import { checkPreconditions, readRange } from "./conditional-request.ts";

const object = { eTag: '"abc"', lastModified: new Date("2026-01-02T03:04:05.678Z"), bytes: 1_000 };
const before = "Fri, 02 Jan 2026 03:04:04 GMT";
const exactly = "Fri, 02 Jan 2026 03:04:05 GMT";

describe("a range", () => {
  test.each([
    ["bytes=0-0", { first: 0, last: 0 }],
    ["bytes=2-4", { first: 2, last: 4 }],
    ["bytes=990-", { first: 990, last: 999 }],
    ["bytes=0-", { first: 0, last: 999 }],
    ["bytes=990-5000", { first: 990, last: 999 }],
    ["bytes=-100", { first: 900, last: 999 }],
    ["bytes=-5000", { first: 0, last: 999 }],
    ["bytes=1000-", "unsatisfiable"],
    ["bytes=5000-6000", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=5-2", undefined],
    ["bytes=-", undefined],
    ["bytes=a-b", undefined],
    ["bytes=1-2x", undefined],
    ["bytes=0-1,5-6", undefined],
    ["lines=1-2", undefined],
    ["nonsense", undefined],
  ])("%s", (range, expected) => {
    expect(readRange({ range }, object)).toEqual(expected);
  });

  test("none of an empty object can be sent", () => {
    expect(readRange({ range: "bytes=0-0" }, { ...object, bytes: 0 })).toBe("unsatisfiable");
    expect(readRange({ range: "bytes=-1" }, { ...object, bytes: 0 })).toBe("unsatisfiable");
  });

  test.each([
    ['"abc"', true],
    ['W/"abc"', false],
    ['"other"', false],
    [exactly, true],
    [before, false],
    ["nonsense", false],
  ])("with If-Range %s", (ifRange, holds) => {
    const range = readRange({ range: "bytes=2-4", "if-range": ifRange }, object);
    expect(range).toEqual(holds ? { first: 2, last: 4 } : undefined);
  });
});

describe("preconditions", () => {
  test.each([
    [{}, "met"],
    [{ "if-match": '"abc"' }, "met"],
    [{ "if-match": "abc" }, "met"],
    [{ "if-match": "*" }, "met"],
    [{ "if-match": '"other", "abc"' }, "met"],
    [{ "if-match": '"other"' }, { failed: "If-Match" }],
    [{ "if-match": 'W/"abc"' }, { failed: "If-Match" }],
    [{ "if-unmodified-since": exactly }, "met"],
    [{ "if-unmodified-since": before }, { failed: "If-Unmodified-Since" }],
    [{ "if-unmodified-since": "nonsense" }, "met"],
    [{ "if-match": '"abc"', "if-unmodified-since": before }, "met"],
    [{ "if-none-match": '"abc"' }, "not modified"],
    [{ "if-none-match": 'W/"abc"' }, "not modified"],
    [{ "if-none-match": '"x", "abc"' }, "not modified"],
    [{ "if-none-match": "*" }, "not modified"],
    [{ "if-none-match": '"other"' }, "met"],
    [{ "if-modified-since": exactly }, "not modified"],
    [{ "if-modified-since": before }, "met"],
    [{ "if-modified-since": "nonsense" }, "met"],
    [{ "if-none-match": '"abc"', "if-modified-since": before }, "not modified"],
    [{ "if-none-match": '"other"', "if-modified-since": exactly }, "met"],
  ])("%j: %j", (headers, expected) => {
    expect(checkPreconditions(headers, object)).toEqual(expected);
  });
});
