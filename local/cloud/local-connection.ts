import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { LocalRequest, LocalResponse } from "./local-request.ts";

/** What a client of the SDK is made with to speak to a service of this process, without a network and a signature. */
export type LocalConnection = Required<Pick<DynamoDBClientConfig, "requestHandler" | "signer">>;

interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** A connection to the service that answers so; where it fails, its clients try again as they do over a network. */
export function createLocalConnection(
  answer: (request: LocalRequest) => Promise<LocalResponse>,
  onError: (error: unknown) => void,
): LocalConnection {
  const answerOrFail = (request: LocalRequest) =>
    answer(request).catch((error: unknown): LocalResponse => {
      onError(error);
      return { status: 500, headers: {}, body: new Uint8Array() };
    });
  const handle = async (request: SdkRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
    abortSignal?.throwIfAborted();
    const local = toLocalRequest(request);
    const { status, headers, body } = await untilAborted(answerOrFail(local), abortSignal).finally(() =>
      end(local.body),
    );
    const text = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    // Clients take bytes as they are, only the body of an object has to be a stream, also where it is empty.
    const isObject = request.method === "GET" && !(body instanceof Readable) && status < 300;
    const stream = isObject ? Readable.from(body ? [body] : []) : body;
    return { response: { statusCode: status, headers: text, body: stream } };
  };
  const connection = {
    requestHandler: { handle, metadata: { handlerProtocol: "http/1.1" } },
    signer: { sign: async <T>(request: T) => request },
  };
  return connection as unknown as LocalConnection;
}

function toLocalRequest({ method, path, query = {}, headers, body }: SdkRequest): LocalRequest {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  const lowerCased: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) lowerCased[name.toLowerCase()] = value;
  return {
    method,
    url: parameters.length > 0 ? `${path}?${parameters.join("&")}` : path,
    headers: lowerCased,
    body: toBody(body),
  };
}

/** What was refused unread must not stay open, nor fail unheard. */
function end(body: LocalResponse["body"]): void {
  if (body instanceof Readable) body.on("error", () => {}).destroy();
}

function toBody(body: unknown): Readable | Uint8Array {
  if (body instanceof Readable) return body;
  // Those of the JSON protocol are arrays that pass as strings, with a warning.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (typeof body === "string" || body === undefined || body === null) return Buffer.from(body ?? "");
  throw new TypeError("Expected a body of bytes, text or a stream of Node's");
}

async function untilAborted(answered: Promise<LocalResponse>, signal: AbortSignal | undefined): Promise<LocalResponse> {
  if (!signal) return answered;
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    aborted.reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    void answered.then(({ body }) => end(body));
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([answered, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
