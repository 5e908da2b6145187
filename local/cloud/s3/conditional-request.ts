import type { IncomingHttpHeaders } from "node:http";

/*
 * Preconditions and ranges of GetObject and HeadObject.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */

export interface ObjectVersion {
  /** With its quotes. */
  eTag: string;
  lastModified: Date;
  bytes: number;
}

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

export type PreconditionResult = "met" | "not modified" | { failed: string };

/**
 * Whether the object is to be sent. As S3 documents: If-Match that holds outweighs If-Unmodified-Since, If-None-Match
 * outweighs If-Modified-Since; a date that is none is ignored.
 */
export function checkPreconditions(headers: IncomingHttpHeaders, object: ObjectVersion): PreconditionResult {
  const match = headers["if-match"];
  if (match !== undefined) {
    if (!listsETag(match, object.eTag, "strong")) return { failed: "If-Match" };
  } else if (isModifiedSince(headers["if-unmodified-since"], object) === true) {
    return { failed: "If-Unmodified-Since" };
  }
  const noneMatch = headers["if-none-match"];
  if (noneMatch !== undefined) return listsETag(noneMatch, object.eTag, "weak") ? "not modified" : "met";
  return isModifiedSince(headers["if-modified-since"], object) === false ? "not modified" : "met";
}

/**
 * The bytes that a Range header asks for; undefined for all of them, which is the answer also to what is no range, to
 * several ranges, of which S3 sends none, and to a range of another version (If-Range).
 */
export function readRange(
  headers: IncomingHttpHeaders,
  object: ObjectVersion,
): ByteRange | "unsatisfiable" | undefined {
  const [, start = "", end = ""] = /^bytes=(\d*)-(\d*)$/i.exec(headers.range?.trim() ?? "") ?? [];
  if ((start === "" && end === "") || !isSameVersion(headers["if-range"]?.toString(), object)) return undefined;
  const lastByte = object.bytes - 1;
  if (start === "") {
    const count = Math.min(Number(end), object.bytes);
    return count === 0 ? "unsatisfiable" : { first: object.bytes - count, last: lastByte };
  }
  const range = { first: Number(start), last: end === "" ? lastByte : Math.min(Number(end), lastByte) };
  if (end !== "" && Number(end) < range.first) return undefined;
  return range.first > lastByte ? "unsatisfiable" : range;
}

/** If-Range holds for the same ETag, compared strongly, or the very date of the last change. */
function isSameVersion(ifRange: string | undefined, object: ObjectVersion): boolean {
  if (ifRange === undefined) return true;
  if (/^(W\/)?"/.test(ifRange.trim())) return ifRange.trim() === object.eTag;
  return Date.parse(ifRange) === toSeconds(object.lastModified);
}

/** Whether a list of ETags, "*" for any, holds this one; S3 takes them without quotes too. */
function listsETag(list: string, eTag: string, comparison: "strong" | "weak"): boolean {
  return list.split(",").some((entry) => {
    const given = comparison === "weak" ? entry.trim().replace(/^W\//, "") : entry.trim();
    return given === "*" || given === eTag || `"${given}"` === eTag;
  });
}

/** Undefined where no date was given. */
function isModifiedSince(date: string | undefined, object: ObjectVersion): boolean | undefined {
  const since = Date.parse(date ?? "");
  return Number.isNaN(since) ? undefined : toSeconds(object.lastModified) > since;
}

/** HTTP's dates know no smaller unit. */
function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}
