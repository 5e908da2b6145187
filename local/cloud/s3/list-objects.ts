import type { IncomingMessage, ServerResponse } from "node:http";
import S3Error from "@20minutes/s3rver/lib/models/error.js";
import type { ObjectStore } from "./object-store.ts";

const MAX_KEYS = 1_000;

/**
 * Answers ListObjectsV2 by the engine's listing; its own answer encrypts the continuation token with a cipher that
 * OpenSSL 3 no longer has, so that every listing of more than one page fails.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function answerListObjects(
  request: IncomingMessage,
  response: ServerResponse,
  store: ObjectStore,
  bucket: string,
): Promise<void> {
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
  const page = await store.listObjects(bucket, {
    prefix,
    delimiter,
    startAfter: token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString(),
    maxKeys,
  });
  const lastKey = page.objects.at(-1)?.key;
  const isTruncated = page.isTruncated && lastKey !== undefined;
  const body = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
    `<Name>${bucket}</Name><Prefix>${encode(prefix)}</Prefix><MaxKeys>${maxKeys}</MaxKeys>`,
    delimiter && `<Delimiter>${encode(delimiter)}</Delimiter>`,
    isUrlEncoded && "<EncodingType>url</EncodingType>",
    `<KeyCount>${page.objects.length + page.commonPrefixes.length}</KeyCount>`,
    `<IsTruncated>${isTruncated}</IsTruncated>`,
    token !== null && `<ContinuationToken>${escapeXml(token)}</ContinuationToken>`,
    isTruncated && `<NextContinuationToken>${Buffer.from(lastKey).toString("base64url")}</NextContinuationToken>`,
    ...page.objects.map(
      ({ key, lastModifiedDate, metadata, size }) =>
        `<Contents><Key>${encode(key)}</Key><LastModified>${lastModifiedDate.toISOString()}</LastModified>` +
        `<ETag>${escapeXml(metadata.etag ?? "")}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...page.commonPrefixes.map((common) => `<CommonPrefixes><Prefix>${encode(common)}</Prefix></CommonPrefixes>`),
    "</ListBucketResult>",
  ];
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(body.filter(Boolean).join("\n"));
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
