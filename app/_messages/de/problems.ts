import type { ErrorCode } from "#lib/errors.ts";
import type { problems as english } from "../en/problems.ts";
import type { Translated } from "../message.ts";

export const problems: Translated<typeof english> = {
  ended: "Deine Sitzung ist abgelaufen. Bitte melde dich neu an.",
  failed: "Bei uns ist etwas schiefgegangen. Bitte versuche es noch einmal.",
  other: "Etwas ist schiefgegangen. Bitte versuche es noch einmal.",
  unreachable: "Skylight ist nicht erreichbar. Prüfe deine Verbindung.",
};

export const refusals: Readonly<Record<ErrorCode | "field", string>> = {
  /** Of one value among several. */
  field: "Diese Angabe wird so nicht angenommen.",
  malformed_request: "Diese Anfrage ist nicht lesbar.",
  invalid_request: "Diese Eingabe wird so nicht angenommen.",
  invalid_cursor: "Diese Liste hat sich geändert. Bitte lade die Seite neu.",
  invalid_credentials: "E-Mail-Adresse oder Passwort ist falsch.",
  invalid_reset_link: "Dieser Link ist abgelaufen oder wurde schon benutzt. Bitte um einen neuen.",
  unauthenticated: "Bitte melde dich zuerst an.",
  share_locked: "Dieser Link muss zuerst mit dem Passwort geöffnet werden.",
  forbidden_origin: "Änderungen sind nur von Skylights eigenen Seiten aus möglich.",
  account_closed: "Dieses Konto ist geschlossen und wird gelöscht. Bis dahin kannst du es behalten.",
  not_found: "Das gibt es nicht oder nicht mehr.",
  method_not_allowed: "Das geht hier nicht.",
  request_timeout: "Die Übertragung hat zu lange gedauert. Bitte versuche es noch einmal.",
  email_taken: "Für diese E-Mail-Adresse gibt es schon ein Konto.",
  last_admin: "Das ist der letzte Admin. Mach zuerst jemand anderen zum Admin.",
  quota_exceeded: "Dafür reicht dein Speicherplatz nicht mehr.",
  too_many_open_uploads: "Es laufen zu viele Uploads gleichzeitig. Lass zuerst einige fertig werden.",
  too_many_bulk_changes: "Andere Änderungen an vielen Fotos laufen noch.",
  too_many_shares: "Mehr Freigaben sind nicht möglich. Beende zuerst eine andere.",
  share_full: "Hier sind schon so viele Fotos hinzugefügt, wie erlaubt sind.",
  invalid_state: "Das geht im Moment nicht. Lade die Seite neu und sieh nach, was sich geändert hat.",
  body_too_large: "Das ist zu groß.",
  file_too_large: "Die Datei ist größer, als Skylight annimmt.",
  unsupported_format: "Dieser Dateityp wird nicht unterstützt.",
  unsupported_media_type: "Dieser Dateityp wird nicht unterstützt.",
  misdirected_request: "Dieser Server antwortet nicht unter diesem Namen.",
  too_many_requests: "Zu viele Versuche. Bitte warte ein paar Minuten.",
  headers_too_large: "Diese Anfrage ist zu lang.",
  internal: "Bei uns ist etwas schiefgegangen.",
  unavailable: "Skylight ist gerade beschäftigt. Bitte versuche es gleich noch einmal.",
  storage_full: "Auf dem Server ist kein Platz mehr.",
};
