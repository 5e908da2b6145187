import { Agent, request } from "node:http";
import type { FuzzRequest } from "./request-factory.ts";

const TIMEOUT_MS = 30_000;

export interface FuzzAnswer {
  status: number;
  contentType: string | undefined;
  body: string;
  milliseconds: number;
}

/** Sends requests over a few connections that stay open. */
export function createSender(url: string, connections: number) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (fuzzed: FuzzRequest): Promise<FuzzAnswer> =>
    new Promise((resolve, reject) => {
      const { method, path, headers, body } = fuzzed;
      const startedAt = performance.now();
      const length =
        body || !["GET", "HEAD"].includes(method) ? { "content-length": String(body?.byteLength ?? 0) } : {};
      const sent = request(
        { agent, hostname, port, method, path, headers: { ...headers, ...length }, timeout: TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers["content-type"],
              body: Buffer.concat(chunks).toString("utf8"),
              milliseconds: performance.now() - startedAt,
            }),
          );
        },
      );
      sent.once("timeout", () => sent.destroy(new Error(`No answer within ${TIMEOUT_MS} ms`)));
      sent.once("error", (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was idle just as it was used again: the request did not arrive.
        if (sent.reusedSocket && error.code === "ECONNRESET") resolve(send(fuzzed));
        else reject(error);
      });
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
}
