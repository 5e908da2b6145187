import type { Services } from "#lib/services.ts";
import type { AuditAction, AuditEvent } from "./audit-event.ts";
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
export const MAX_EXPORTED_EVENTS = 100_000;

/** Every event that the filter lets through, newest first, page by page. */
export async function* exportAudit(
  services: Pick<Services, "database" | "config">,
  filter: AuditFilter,
): AsyncGenerator<AuditEvent> {
  let cursor: string | undefined;
  let exported = 0;
  do {
    const page = await listAudit(services, { ...filter, limit: EXPORT_PAGE, cursor });
    yield* page.events;
    exported += page.events.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined && exported < MAX_EXPORTED_EVENTS);
}
