import { expect, test } from "vitest";
import { toAuditCsvLine } from "./audit-csv.ts";

const event = { id: "1", at: "2026-11-22T10:00:00.000Z", action: "sign_in_failed" } as const;

test("an event is one line, with quotes where a cell holds commas or quotes", () => {
  expect(
    toAuditCsvLine({
      ...event,
      actor: { kind: "nobody", email: "ada@example.org" },
      address: "192.0.2.1",
      details: { reason: "wrong password", tries: 2 },
    }),
  ).toBe(
    '2026-11-22T10:00:00.000Z,sign_in_failed,nobody,,ada@example.org,,,192.0.2.1,"{""reason"":""wrong password"",""tries"":2}"\r\n',
  );
});

test("an address that a spreadsheet would run as a formula is made harmless", () => {
  const line = toAuditCsvLine({ ...event, actor: { kind: "nobody", email: "=cmd|'/c calc'!a@example.org" } });
  expect(line).toContain(",'=cmd|");
});
