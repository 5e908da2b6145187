import { expect, test } from "vitest";
import { formatOwnChanges, parseOwnChanges, toOwnChangeCookies } from "./own-changes.ts";

const toId = (number: number) => `01HZZZZZZZZZZZZZZZZZZZ${String(number).padStart(4, "0")}`;

test("what was changed is read as it was written, each image once with its newest revision", () => {
  const changes = [
    { id: toId(1), revision: 3 },
    { id: toId(2), revision: 0 },
    { id: toId(1), revision: 2 },
  ];
  expect(parseOwnChanges(formatOwnChanges(changes))).toEqual([
    { kind: "image", id: toId(2), revision: 0 },
    { kind: "image", id: toId(1), revision: 3 },
  ]);
});

test("of too many the newest are kept, and fit into two cookies", () => {
  const changes = Array.from({ length: 250 }, (_, number) => ({ id: toId(number), revision: 123_456 }));
  const kept = parseOwnChanges(formatOwnChanges(changes));
  expect(kept.map(({ id }) => id)).toEqual(changes.slice(-200).map(({ id }) => id));
  const { latest, earlier } = toOwnChangeCookies(formatOwnChanges(changes));
  for (const cookie of [latest, earlier]) expect(cookie.length).toBeLessThan(3_600);
  expect(parseOwnChanges(`${earlier}~${latest}`)).toEqual(kept);
  expect(toOwnChangeCookies(formatOwnChanges(changes.slice(0, 100)))).toMatchObject({ earlier: "" });
});

test.each(["", "~~", "x", `${toId(1)}`, `${toId(1)}.-1`, `${toId(1)}.1e9`, `${toId(1).toLowerCase()}.1`, "USER#1.1"])(
  "%j says nothing",
  (text) => {
    expect(parseOwnChanges(text)).toEqual([]);
  },
);
