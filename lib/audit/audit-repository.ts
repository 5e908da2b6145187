import { fromCursor, invalidCursor, toCursor } from "#lib/cursor-text.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { putIfAbsent, putItem } from "#lib/database/write-items.ts";
import { type AuditAction, type AuditEvent, auditEventSchema } from "./audit-event.ts";

/** Where events of nobody who is known stand. */
const NOBODY = "NOBODY";

/** For so long one page is looked for, over empty months and events that a filter leaves out. */
const PAGE_MS = 5_000;

/**
 * Appends an event: once in the log, under the user whom it is about, and once more under whoever did it, if that is
 * another user. An event of the same time and id is not written again.
 */
export async function appendAuditEvent(
  database: Database,
  event: AuditEvent,
  expiresAtSeconds: number | undefined,
): Promise<void> {
  const about = event.subject?.id ?? event.actor.id ?? NOBODY;
  const sortKey = `${event.at}#${event.id}`;
  const item = { ...event, ...(expiresAtSeconds === undefined ? {} : { [TTL_ATTRIBUTE]: expiresAtSeconds }) };
  const put = (userId: string, entry: Record<string, string>) =>
    putIfAbsent(database, { ...keys.auditEvent(userId, event.at, event.id), ...item, ...entry });
  await put(about, { directoryPk: partitions.audit(toMonth(event.at)), directorySk: sortKey });
  if (event.actor.id !== undefined && event.actor.id !== about) await put(event.actor.id, {});
}

/** Whether a look was noted within that hour (ISO 8601 UTC). */
export async function isViewMarked(database: Database, entryHash: string, hour: string): Promise<boolean> {
  return (await findItem(database, keys.viewMark(entryHash, hour))) !== undefined;
}

export async function markView(
  database: Database,
  entryHash: string,
  hour: string,
  expiresAtSeconds: number,
): Promise<void> {
  await putItem(database, { ...keys.viewMark(entryHash, hour), [TTL_ATTRIBUTE]: expiresAtSeconds });
}

/** Marks an entry for that hour. Returns whether it was not marked before, of concurrent calls for one only. */
export function claimMark(
  database: Database,
  entryHash: string,
  hour: string,
  expiresAtSeconds: number,
): Promise<boolean> {
  return putIfAbsent(database, { ...keys.viewMark(entryHash, hour), [TTL_ATTRIBUTE]: expiresAtSeconds });
}

export interface AuditQuery {
  /** Only what this user did or what was done to them. */
  userId?: string | undefined;
  action?: AuditAction | undefined;
  /** Moments, ISO 8601 UTC: at or after, and before. */
  from: string;
  to: string;
  limit: number;
  cursor?: string | undefined;
}

export interface AuditPage {
  events: AuditEvent[];
  nextCursor: string | undefined;
}

/** Events newest first. A page may be short, even empty, before the last one. @throws AppError `invalid_cursor` */
export async function listAuditEvents(database: Database, query: AuditQuery): Promise<AuditPage> {
  const events: AuditEvent[] = [];
  let before = query.cursor === undefined ? query.to : decodePosition(query.cursor);
  const endMs = Date.now() + PAGE_MS;
  while (before > query.from && events.length < query.limit && Date.now() < endMs) {
    const page = await readPage(database, query, before, query.limit - events.length);
    events.push(...page.events);
    before = page.before;
  }
  return { events, nextCursor: before > query.from ? encodePosition(before) : undefined };
}

/** The events of one query before a position, and the position from which the next one goes on. */
async function readPage(
  database: Database,
  query: AuditQuery,
  before: string,
  limit: number,
): Promise<{ events: AuditEvent[]; before: string }> {
  // A month is read from its end; one that begins exactly at `before` holds nothing any more.
  const month = query.userId === undefined ? monthBefore(before) : undefined;
  const from = month !== undefined && month > query.from ? month : query.from;
  const { items, lastKey } = await queryPage(database, {
    ...(month === undefined ? {} : { index: "directory" }),
    where: "#pk = :pk AND #sk BETWEEN :from AND :before",
    names: {
      "#pk": month === undefined ? "pk" : "directoryPk",
      "#sk": month === undefined ? "sk" : "directorySk",
      ...(query.action ? { "#action": "action" } : {}),
    },
    values: {
      ":pk": month === undefined ? partitions.auditOfUser(query.userId ?? NOBODY) : partitions.audit(toMonth(month)),
      ":from": from,
      ":before": justBefore(before),
      ...(query.action ? { ":action": query.action } : {}),
    },
    isDescending: true,
    // A limit counts what the filter leaves out too, of which there may be millions; without one, as much is read as
    // fits into 1 MB.
    ...(query.action ? { filter: "#action = :action" } : { limit }),
  });
  const found = items.slice(0, limit);
  const lastFound = found.length < items.length ? found.at(-1) : lastKey;
  const lastRead = lastFound?.[month === undefined ? "sk" : "directorySk"];
  return {
    events: found.flatMap((item) => readOrLog(auditEventSchema, item) ?? []),
    before: typeof lastRead === "string" ? lastRead : from,
  };
}

/** A bound that lets through every key below a position and not the position itself. */
function justBefore(position: string): string {
  // "!" sorts right before "#", with which every key goes on after its time.
  if (!position.includes("#")) return `${position}!`;
  return `${position.slice(0, -1)}${String.fromCharCode(position.charCodeAt(position.length - 1) - 1)}~`;
}

function toMonth(at: string): string {
  return at.slice(0, "2026-11".length);
}

/** The month, as the ISO 8601 moment of its beginning, that holds what lies right before a position. */
function monthBefore(position: string): string {
  const at = new Date(position.split("#")[0] ?? position);
  const last = new Date(at.getTime() - (position.includes("#") ? 0 : 1));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth())).toISOString();
}

const POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(#[0-9A-Za-z-]{1,100})?$/;

function encodePosition(position: string): string {
  return toCursor(position);
}

function decodePosition(cursor: string): string {
  const position = fromCursor(cursor);
  if (POSITION.test(position) && !Number.isNaN(Date.parse(position.split("#", 1)[0] ?? ""))) return position;
  throw invalidCursor();
}
