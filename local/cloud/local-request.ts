import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A request to one of the local services, whichever way it came. Names of headers are in lower case. */
export interface LocalRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Readable | Uint8Array;
}

export interface LocalResponse {
  status: number;
  headers: Record<string, string | number>;
  body?: Uint8Array | Readable | undefined;
}

/** Sends an answer over HTTP. A client that has seen enough and goes away is no error. */
export async function sendResponse(response: ServerResponse, { status, headers, body }: LocalResponse): Promise<void> {
  response.writeHead(status, headers);
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}
