import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const LOOPBACK = "127.0.0.1";
const MEBIBYTE = 1024 * 1024;

/** Longer than the SDK's clients keep an idle connection, so that none is closed under a request on its way. */
const KEEP_ALIVE_MS = 65_000;
const CLOSE_GRACE_MS = 1_000;

/** The largest request of SQS (1 MiB) and DynamoDB (16 MiB) fits. */
const MAX_BODY_BYTES = 16 * MEBIBYTE;

export interface LoopbackServer {
  port: number;
  /** "http://127.0.0.1:<port>" */
  url: string;
  close(): Promise<void>;
}

export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
  readonly port: number;

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is already in use`, { cause });
    this.port = port;
  }
}

/**
 * Serves `handle` on the loopback interface only, port 0 for any free one. Requests for another host name are refused,
 * so that no web page can reach the server through a name of its own (DNS rebinding). A request that fails is
 * answered with 500 and ends nothing else.
 * @throws PortInUseError
 */
export async function listenOnLoopback(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  options: { port?: number | undefined; onError: (error: unknown) => void },
): Promise<LoopbackServer> {
  let allowedHosts: string[] = [];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
    // Without listeners, a client that goes away in the middle of a request would end the process.
    request.on("error", () => {});
    response.on("error", () => {});
    if (!allowedHosts.includes(request.headers.host ?? "")) {
      response.writeHead(421, { "content-type": "text/plain" }).end("This server answers to its own address only.\n");
      return;
    }
    handle(request, response).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUseError(options.port ?? 0, error) : error);
    });
    server.listen(options.port ?? 0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  allowedHosts = [`${LOOPBACK}:${port}`, `localhost:${port}`];

  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/**
 * The whole body, or undefined when it is larger than any request of SQS and DynamoDB. @throws when the client goes
 * away
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
