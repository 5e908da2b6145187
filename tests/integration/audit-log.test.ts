import { beforeAll, expect, test } from "vitest";
import { writeAuditCsv, writeAuditJson } from "#lib/audit/audit-csv.ts";
import type { AuditAction, AuditEvent } from "#lib/audit/audit-event.ts";
import { appendAuditEvent } from "#lib/audit/audit-repository.ts";
import { exportAudit, listAudit } from "#lib/audit/list-audit.ts";
import { provideServices } from "#tests/support/test-world.ts";

const VISITS = 300;
const startMs = Date.now() - 60 * 60_000;

const world = provideServices();
beforeAll(async () => {
  const append = (index: number, action: AuditAction) => {
    const event = {
      id: `event${index}`,
      at: new Date(startMs + index).toISOString(),
      action,
      actor: { kind: "nobody" },
    };
    return appendAuditEvent(world.services.database, event as AuditEvent, undefined);
  };
  await append(0, "account_closed");
  await append(1, "account_closed");
  await Promise.all(Array.from({ length: VISITS }, (_, index) => append(index + 2, "share_visited")));
});

test("a rare action is found behind many others with the first page, and page by page", async () => {
  const filter = { action: "account_closed", limit: 1 } as const;
  const first = await listAudit(world.services, filter);
  expect(first.events.map(({ id }) => id)).toEqual(["event1"]);
  const second = await listAudit(world.services, { ...filter, cursor: first.nextCursor });
  expect(second.events.map(({ id }) => id)).toEqual(["event0"]);
  const visits = await listAudit(world.services, { action: "share_visited", limit: 10 });
  expect(visits.events.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, n) => `event${VISITS + 1 - n}`));
  const more = await listAudit(world.services, { action: "share_visited", limit: 10, cursor: visits.nextCursor });
  expect(more.events[0]?.id).toBe(`event${VISITS - 9}`);
});

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

test("an export that does not hold all events says before when the others are", async () => {
  const leftOutBefore = new Date(startMs + VISITS + 2 - 250 + 1).toISOString();
  const json = JSON.parse(await join(writeAuditJson(exportAudit(world.services, {}, 250))));
  expect(json).toHaveLength(251);
  expect(json.at(-1)).toEqual({ leftOutBefore });
  const csv = (await join(writeAuditCsv(exportAudit(world.services, {}, 250)))).trimEnd().split("\r\n");
  expect(csv).toHaveLength(252);
  expect(csv.at(-1)).toBe(`${leftOutBefore},older_left_out,,,,,,,`);
  expect(csv.at(-1)?.split(",")).toHaveLength(csv[0]?.split(",").length ?? 0);
  const rest = JSON.parse(await join(writeAuditJson(exportAudit(world.services, { to: leftOutBefore }))));
  expect(rest.map(({ id }: AuditEvent) => id).slice(0, 2)).toEqual(["event52", "event51"]);
  const whole = JSON.parse(await join(writeAuditJson(exportAudit(world.services, {}))));
  expect(whole).toHaveLength(VISITS + 2);
});
