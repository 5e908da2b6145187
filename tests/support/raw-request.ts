import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface RawRequest {
  method?: string;
  /** The request target exactly as it is sent. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Iterable<Uint8Array>;
}

/** Sends what no well-behaved client sends: any target, method and Host. An iterable body goes in chunks. */
export async function sendRaw(url: string, { method = "GET", path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const sent = request({ host: hostname, port, method, path, headers, agent: false });
  const answered = once(sent, "response");
  // A server that has answered may close the line while the rest of a body is on its way.
  let failure: Error | undefined;
  sent.on("error", (error) => {
    failure = error;
  });
  // Waiting for the line to drain fails with the line; what counts is whether an answer came.
  write(sent, body).catch((error: Error) => {
    failure = error;
  });
  const [response] = await answered.catch(() => {
    throw failure ?? new Error("no answer");
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  sent.destroy();
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") };
}

async function write(sent: ReturnType<typeof request>, body: RawRequest["body"]): Promise<void> {
  if (typeof body === "string") return void sent.end(body);
  for (const chunk of body ?? []) {
    if (sent.destroyed) return;
    if (!sent.write(chunk)) await Promise.race([once(sent, "drain"), once(sent, "close")]);
  }
  sent.end();
}
