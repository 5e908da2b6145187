import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import S3Error from "@20minutes/s3rver/lib/models/error.js";
import { checkPreconditions, readRange } from "./conditional-request.ts";
import type { ObjectStore } from "./object-store.ts";

const OVERRIDABLE = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];
/** What an answer without a body says of the object. */
const VALIDATORS = ["etag", "last-modified", "cache-control", "expires"];

/**
 * Answers GetObject and HeadObject from the engine's files; its own answer takes other bytes than a Range header means,
 * and knows but one precondition.
 * @throws S3Error `NoSuchKey`, `PreconditionFailed`, `InvalidRange`, `InvalidArgument`
 */
export async function answerReadObject(
  request: IncomingMessage,
  response: ServerResponse,
  store: ObjectStore,
  { bucket, key }: { bucket: string; key: string },
): Promise<void> {
  const found = await openObject(store, bucket, key);
  if (!found) throw new S3Error("NoSuchKey", "The specified key does not exist.", { Key: key });
  const { file, headers, bytes } = found;
  try {
    const { etag = "", "last-modified": lastModified = "" } = headers;
    const version = { eTag: etag, lastModified: new Date(lastModified), bytes };
    const precondition = checkPreconditions(request.headers, version);
    if (precondition === "not modified") {
      response.writeHead(304, pick(headers, VALIDATORS)).end();
      return;
    }
    if (precondition !== "met") {
      throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
        Condition: precondition.failed,
      });
    }
    const range = readRange(request.headers, version);
    if (range === "unsatisfiable") {
      response.setHeader("content-range", `bytes */${bytes}`);
      throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
        RangeRequested: request.headers.range ?? "",
        ActualObjectSize: String(bytes),
      });
    }
    const { first, last } = range ?? { first: 0, last: bytes - 1 };
    response.writeHead(range ? 206 : 200, {
      ...headers,
      ...readOverrides(request.url ?? "/"),
      "accept-ranges": "bytes",
      "content-length": last + 1 - first,
      ...(range ? { "content-range": `bytes ${first}-${last}/${bytes}` } : {}),
    });
    if (request.method === "HEAD" || last < first) response.end();
    else await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
  } catch (error) {
    // A client that has seen enough is no error.
    if (!response.destroyed || error instanceof S3Error) throw error;
  } finally {
    await file.close();
  }
}

/** The body and its headers, undefined when there is no such object. The body stays what it is while it is open. */
async function openObject(store: ObjectStore, bucket: string, key: string) {
  try {
    const file = await open(store.getResourcePath(bucket, key, "object"));
    try {
      const { "content-length": _, ...metadata } = await store.getMetadata(bucket, key);
      const headers: Record<string, string> = { "content-type": "binary/octet-stream", ...metadata };
      return { file, headers, bytes: (await file.stat()).size };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The headers that the link itself names. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function readOverrides(url: string): Record<string, string> {
  const overrides = [...new URL(url, "http://s3").searchParams].filter(([name]) => name.startsWith("response-"));
  return Object.fromEntries(
    overrides.map(([parameter, value]) => {
      const name = parameter.slice("response-".length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those cannot stand in a header
      if (!OVERRIDABLE.includes(name) || /[\u0000-\u001f\u007f]/.test(value)) {
        throw new S3Error("InvalidArgument", `${parameter} cannot be set in this way`, { ArgumentName: parameter });
      }
      return [name, Buffer.from(value).toString("latin1")];
    }),
  );
}

function pick(headers: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}
