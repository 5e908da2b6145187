import type { AuditEvent, LeftOutEvents } from "./audit-event.ts";

const columns = [
  "at",
  "action",
  "actorKind",
  "actorId",
  "actorEmail",
  "subjectId",
  "subjectEmail",
  "address",
  "details",
];

export const auditCsvHeader = `${columns.join(",")}\r\n`;

/** Events as RFC 4180 CSV, line by line. */
export async function* writeAuditCsv(events: AsyncIterable<AuditEvent | LeftOutEvents>): AsyncGenerator<string> {
  yield auditCsvHeader;
  for await (const event of events) {
    if ("leftOutBefore" in event) yield `${event.leftOutBefore},older_left_out${",".repeat(columns.length - 2)}\r\n`;
    else yield toAuditCsvLine(event);
  }
}

/** Events as JSON, line by line. */
export async function* writeAuditJson(events: AsyncIterable<AuditEvent | LeftOutEvents>): AsyncGenerator<string> {
  yield "[";
  let separator = "\n";
  for await (const event of events) {
    yield `${separator}${JSON.stringify(event)}`;
    separator = ",\n";
  }
  yield "\n]\n";
}

/** One event as a line of RFC 4180 CSV. */
export function toAuditCsvLine({ at, action, actor, subject, address, details }: AuditEvent): string {
  const cells = [
    at,
    action,
    actor.kind,
    actor.id,
    actor.email,
    subject?.id,
    subject?.email,
    address,
    details && JSON.stringify(details),
  ];
  return `${cells.map((cell) => quote(cell ?? "")).join(",")}\r\n`;
}

/** Spreadsheets run what begins like a formula, and an e-mail address that somebody tried may begin so. */
function quote(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
