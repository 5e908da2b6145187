import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { LocalResponse } from "../local-request.ts";
import { findObjectFacts } from "./object-file.ts";
import { escapeXml, S3Error, toXml } from "./s3-error.ts";
import { listStoredKeys } from "./stored-objects.ts";

const MAX_KEYS = 1_000;
/**
 * Objects whose files are read in one go: on a slow disk two movements of its head each, in the process of the
 * database.
 */
const OBJECTS_PER_TURN = 16;

interface ListedObject {
  key: string;
  bytes: number;
  modifiedAt: Date;
  md5: string;
}

/** Answers ListObjectsV2. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export async function answerListObjects(
  query: URLSearchParams,
  { bucket, directory }: { bucket: string; directory: string },
): Promise<LocalResponse> {
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
  const page = await listPage(directory, { prefix, delimiter, startAfter, maxKeys });
  const isTruncated = page.nextKey !== undefined;
  const body = [
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
      ({ key, modifiedAt, md5, bytes }) =>
        `<Contents><Key>${encode(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified>` +
        `<ETag>&quot;${md5}&quot;</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...page.commonPrefixes.map((common) => `<CommonPrefixes><Prefix>${encode(common)}</Prefix></CommonPrefixes>`),
    "</ListBucketResult>",
  ];
  return toXml(body.filter(Boolean).join("\n"));
}

/** `nextKey` is the last key of a page that is followed by another one. */
async function listPage(
  directory: string,
  request: { prefix: string; delimiter: string; startAfter: string; maxKeys: number },
): Promise<{ objects: ListedObject[]; commonPrefixes: string[]; nextKey: string | undefined }> {
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
  const objects: ListedObject[] = [];
  for (const [at, key] of keys.entries()) {
    // Others have their turn in between. Files are read in this thread all the same, which takes a fifth of the time.
    if (at % OBJECTS_PER_TURN === OBJECTS_PER_TURN - 1) await setImmediate();
    const facts = findObjectFacts(join(directory, key));
    // One that was deleted meanwhile is left out.
    if (facts) objects.push({ key, ...facts });
  }
  return { objects, commonPrefixes: [...commonPrefixes], nextKey };
}
