import { buffer } from "node:stream/consumers";
import pMap from "p-map";
import type { LocalRequest, LocalResponse } from "../local-request.ts";
import type { ObjectStore } from "./object-store.ts";
import { escapeXml, S3Error, toXml } from "./s3-error.ts";
import { readPutPromise } from "./s3-request.ts";

/** The headers that are kept with an object, beside those that begin with x-amz-meta-. */
const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

const CONCURRENCY = 32;

/** Answers PutObject. @throws S3Error as readPutPromise() and ObjectStore.put() */
export async function answerPutObject(request: LocalRequest, store: ObjectStore, key: string): Promise<LocalResponse> {
  const promise = readPutPromise(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === "string" && (KEPT_HEADERS.includes(name) || name.startsWith("x-amz-meta-"))
        ? [[name, value]]
        : [],
    ),
  );
  const content = request.body instanceof Uint8Array ? [request.body] : request.body;
  const md5 = await store.put({ key, content, headers, promise });
  return {
    status: 200,
    headers: {
      etag: `"${md5}"`,
      "content-length": 0,
      ...(promise.sha256 === undefined ? {} : { "x-amz-checksum-sha256": promise.sha256 }),
    },
  };
}

/** Answers DeleteObject. */
export async function answerDeleteObject(store: ObjectStore, key: string): Promise<LocalResponse> {
  await store.delete(key);
  return { status: 204, headers: {} };
}

/** Answers DeleteObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export async function answerDeleteObjects(request: LocalRequest, store: ObjectStore): Promise<LocalResponse> {
  const results = await pMap(await readKeys(request), (key) => deleteOne(store, key), { concurrency: CONCURRENCY });
  return toXml(`<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${results.join("")}</DeleteResult>`);
}

async function deleteOne(store: ObjectStore, key: string): Promise<string> {
  const name = `<Key>${escapeXml(key)}</Key>`;
  try {
    await store.delete(key);
    return `<Deleted>${name}</Deleted>`;
  } catch (error) {
    const { code, message } = error instanceof S3Error ? error : { code: "InternalError", message: String(error) };
    return `<Error>${name}<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  }
}

async function readKeys({ body }: LocalRequest): Promise<string[]> {
  const { DOMParser, onErrorStopParsing } = await import("@xmldom/xmldom");
  const text = Buffer.from(body instanceof Uint8Array ? body : await buffer(body)).toString();
  try {
    const parsed = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, "text/xml");
    const keys = Array.from(parsed.getElementsByTagName("Key"), ({ textContent }) => textContent ?? "");
    if (keys.length > 0) return keys;
  } catch {
    // Answered below.
  }
  throw new S3Error("MalformedXML", "The XML you provided was not well-formed or did not validate.");
}
