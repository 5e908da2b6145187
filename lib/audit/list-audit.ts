import type { Services } from "#lib/services.ts";
import type { AuditAction, AuditEvent, LeftOutEvents } from "./audit-event.ts";
import { type AuditPage, listAuditEvents } from "./audit-repository.ts";

export interface AuditFilter {
  userId?: string | undefined;
  action?: AuditAction | undefined;
  /** Moments, ISO 8601 UTC: at or after, and before. */
  from?: string | undefined;
  to?: string | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Events of this very moment are in, also by a clock that is a little ahead. */
const AHEAD_MS = 60_000;

/** A page of the audit log, newest first, no further back than it is kept. @throws AppError `invalid_cursor` */
export function listAudit(
  { database, config }: Pick<Services, "database" | "config">,
  query: AuditFilter & { limit: number; cursor?: string | undefined },
): Promise<AuditPage> {
  const keptFrom = new Date(Date.now() - config.auditRetentionDays * DAY_MS).toISOString();
  return listAuditEvents(database, {
    ...query,
    from: query.from && query.from > keptFrom ? query.from : keptFrom,
    to: query.to ?? new Date(Date.now() + AHEAD_MS).toISOString(),
  });
}

const EXPORT_PAGE = 500;
/** A larger log is exported in parts, by time. */
const MAX_EXPORTED_EVENTS = 100_000;

/**
 * Every event that the filter lets through, newest first, page by page. Where there are more than one export holds, it
 * ends with the moment before which the others are.
 */
export async function* exportAudit(
  services: Pick<Services, "database" | "config">,
  filter: AuditFilter,
  maxEvents = MAX_EXPORTED_EVENTS,
): AsyncGenerator<AuditEvent | LeftOutEvents> {
  let cursor: string | undefined;
  let exported = 0;
  let last: AuditEvent | undefined;
  do {
    const page = await listAudit(services, { ...filter, limit: Math.min(EXPORT_PAGE, maxEvents - exported), cursor });
    yield* page.events;
    exported += page.events.length;
    last = page.events.at(-1) ?? last;
    cursor = page.nextCursor;
  } while (cursor !== undefined && exported < maxEvents);
  // Others of the same millisecond may be left.
  if (cursor !== undefined && last) yield { leftOutBefore: new Date(Date.parse(last.at) + 1).toISOString() };
}
