import type { LocalResponse } from "../local-request.ts";

/**
 * The codes that are answered here with their status.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const statuses = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BadRequest: 403,
  CORSResponse: 403,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InsufficientStorage: 507,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof statuses;

/** A request that is refused, as S3 would. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: S3ErrorCode;
  readonly detail: Record<string, string>;
  /** Of the answer, beside those of every answer. */
  readonly headers: Record<string, string>;

  constructor(
    code: S3ErrorCode,
    message: string,
    detail: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }

  toResponse(): LocalResponse {
    const facts = Object.entries({ Code: this.code, Message: this.message, ...this.detail });
    const body = toXml(
      `<Error>${facts.map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`).join("")}</Error>`,
    );
    return { ...body, status: statuses[this.code], headers: { ...body.headers, ...this.headers } };
  }
}

/** A successful answer that is an XML document with this root. */
export function toXml(root: string): LocalResponse {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${root}`);
  return { status: 200, headers: { "content-type": "application/xml", "content-length": body.length }, body };
}

export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
