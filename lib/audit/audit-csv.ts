import type { AuditEvent } from "./audit-event.ts";

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
