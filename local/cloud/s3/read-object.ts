import type { LocalRequest, LocalResponse } from "../local-request.ts";
import { checkPreconditions, readRange } from "./conditional-request.ts";
import type { StoredObject } from "./object-file.ts";
import type { ObjectStore } from "./object-store.ts";
import { S3Error } from "./s3-error.ts";

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
 * Answers GetObject and HeadObject.
 * @throws S3Error `NoSuchKey`, `PreconditionFailed`, `InvalidRange`, `InvalidArgument`
 */
export async function answerReadObject(request: LocalRequest, store: ObjectStore, key: string): Promise<LocalResponse> {
  const object = await store.open(key);
  if (!object) throw new S3Error("NoSuchKey", "The specified key does not exist.", { Key: key });
  try {
    const response = toResponse(request, object);
    if (response.body === undefined) await object.close();
    return response;
  } catch (error) {
    await object.close();
    throw error;
  }
}

function toResponse(request: LocalRequest, object: StoredObject): LocalResponse {
  const { bytes, modifiedAt } = object;
  const version = { eTag: `"${object.md5}"`, lastModified: toWholeSeconds(modifiedAt), bytes };
  const headers: Record<string, string> = {
    "content-type": "binary/octet-stream",
    ...object.headers,
    etag: version.eTag,
    "last-modified": modifiedAt.toUTCString(),
  };
  const precondition = checkPreconditions(request.headers, version);
  if (precondition === "not modified") return { status: 304, headers: pick(headers, VALIDATORS) };
  if (precondition !== "met") {
    throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
      Condition: precondition.failed,
    });
  }
  const range = readRange(request.headers, version);
  if (range === "unsatisfiable") {
    throw new S3Error(
      "InvalidRange",
      "The requested range is not satisfiable",
      { RangeRequested: request.headers.range ?? "", ActualObjectSize: String(bytes) },
      { "content-range": `bytes */${bytes}` },
    );
  }
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      ...readOverrides(request.url),
      "accept-ranges": "bytes",
      "content-length": last + 1 - first,
      ...(range ? { "content-range": `bytes ${first}-${last}/${bytes}` } : {}),
    },
    body: request.method === "HEAD" || last < first ? undefined : object.read(first, last),
  };
}

/** As the header tells it, which is what clients compare with. */
function toWholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
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
