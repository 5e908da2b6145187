/**
 * The one table of error codes and the HTTP status each is answered with.
 * A code is the error's identity for clients and tests; messages may change, codes may not.
 */
export const errorStatus = {
  malformed_request: 400,
  invalid_request: 422,
  invalid_cursor: 422,
  invalid_credentials: 401,
  invalid_reset_link: 401,
  unauthenticated: 401,
  share_locked: 401,
  forbidden_origin: 403,
  account_closed: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  email_taken: 409,
  last_admin: 409,
  quota_exceeded: 409,
  too_many_open_uploads: 409,
  too_many_bulk_changes: 409,
  too_many_shares: 409,
  share_full: 409,
  invalid_state: 409,
  body_too_large: 413,
  file_too_large: 413,
  unsupported_format: 415,
  unsupported_media_type: 415,
  misdirected_request: 421,
  too_many_requests: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** A value in the request that was refused: where it stood and what was expected there. */
export interface FieldIssue {
  path: string;
  message: string;
}

interface AppErrorOptions {
  /** Values that help the client, sent as members of the problem document. */
  details?: Record<string, unknown>;
  issues?: FieldIssue[];
  cause?: unknown;
}

/** Next gives pages and route handlers instances of this module of their own, whose classes differ. */
const APP_ERROR = Symbol.for("skylight.AppError");

/** An expected refusal. `message` is a sentence for people and carries no secret. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly [APP_ERROR] = true;
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly issues: FieldIssue[];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.issues = options.issues ?? [];
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  const isOurs = error instanceof Error && APP_ERROR in error;
  return isOurs && (code === undefined || (error as AppError).code === code);
}
