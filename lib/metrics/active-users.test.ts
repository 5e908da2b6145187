import { expect, test } from "vitest";
import { toActiveUsers } from "./active-users.ts";

const spans = (...lastSeenUsers: number[]) => lastSeenUsers.map((count) => ({ lastSeenUsers: count }));

test("a day and a month are sums, an hour takes its part of the hour before", () => {
  const quarterPast = new Date("2026-11-22T10:15:00Z");
  expect(toActiveUsers(spans(5, 8, 3), spans(40, 2, 16), quarterPast)).toEqual({ hour: 9, day: 16, month: 58 });
});

test("nobody is less than none", () => {
  expect(toActiveUsers(spans(-1, 2), [], new Date("2026-11-22T10:59:59Z"))).toEqual({ hour: 2, day: 2, month: 0 });
});
