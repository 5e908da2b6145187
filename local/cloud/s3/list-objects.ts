import type { IncomingMessage, ServerResponse } from "node:http";
import S3Error from "@20minutes/s3rver/lib/models/error.js";
import { findStoredObject, listStoredKeys, type StoredObjectEntry } from "./stored-objects.ts";

const MAX_KEYS = 1_000;

/**
 * Answers ListObjectsV2. The engine looks at every file of every folder on the way for each page, and encrypts the
 * continuation token with a cipher that OpenSSL 3 no longer has, so that every listing of more than one page fails.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function answerListObjects(
  request: IncomingMessage,
  response: ServerResponse,
  { bucket, directory }: { bucket: string; directory: string },
): void {
  const query = new URL(request.url ?? "/", "http://s3").searchParams;
  const token = query.get("continuation-token");
  const maxKeys = Math.min(Number(query.get("max-keys") ?? MAX_KEYS), MAX_KEYS);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw new S3Error("InvalidArgument", "Argument max-keys must be an integer between 0 and 2147483647");
  }
  const isUrlEncoded = query.get("encoding-type") === "url";
  const encode = (text: string) => escapeXml(isUrlEncoded ? encodeURIComponent(text).replaceAll("%2F", "/") : text);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const startAfter = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString();
  const page = listPage(directory, { prefix, delimiter, startAfter, maxKeys });
  const isTruncated = page.nextKey !== undefined;
  const body = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
    `<Name>${bucket}</Name><Prefix>${encode(prefix)}</Prefix><MaxKeys>${maxKeys}</MaxKeys>`,
    delimiter && `<Delimiter>${encode(delimiter)}</Delimiter>`,
    isUrlEncoded && "<EncodingType>url</EncodingType>",
    `<KeyCount>${page.objects.length + page.commonPrefixes.length}</KeyCount>`,
    `<IsTruncated>${isTruncated}</IsTruncated>`,
    token !== null && `<ContinuationToken>${escapeXml(token)}</ContinuationToken>`,
    isTruncated &&
      `<NextContinuationToken>${Buffer.from(page.nextKey ?? "").toString("base64url")}</NextContinuationToken>`,
    ...page.objects.map(
      ({ key, modifiedAt, eTag, bytes }) =>
        `<Contents><Key>${encode(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified>` +
        `<ETag>${escapeXml(eTag)}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...page.commonPrefixes.map((common) => `<CommonPrefixes><Prefix>${encode(common)}</Prefix></CommonPrefixes>`),
    "</ListBucketResult>",
  ];
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(body.filter(Boolean).join("\n"));
}

/** `nextKey` is the last key of a page that is followed by another one. */
function listPage(
  directory: string,
  request: { prefix: string; delimiter: string; startAfter: string; maxKeys: number },
): { objects: StoredObjectEntry[]; commonPrefixes: string[]; nextKey: string | undefined } {
  const { prefix, delimiter, maxKeys } = request;
  const keys: string[] = [];
  const commonPrefixes = new Set<string>();
  let nextKey: string | undefined;
  for (const key of listStoredKeys(directory, request)) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (end >= 0) commonPrefixes.add(key.slice(0, end + delimiter.length));
    else if (keys.length < maxKeys) keys.push(key);
    else {
      nextKey = keys.at(-1);
      break;
    }
  }
  const objects = keys.flatMap((key) => findStoredObject(directory, key) ?? []);
  return { objects, commonPrefixes: [...commonPrefixes], nextKey };
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
