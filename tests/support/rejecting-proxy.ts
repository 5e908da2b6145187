import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Stands between a command and the server at `url`, and itself declines the calls of which `isDeclined` says so. */
export async function startProxy(
  url: string,
  isDeclined: (request: IncomingMessage) => boolean,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (isDeclined(request)) {
      response.writeHead(400, { "content-type": "application/problem+json" });
      response.end(JSON.stringify({ code: "invalid_request", detail: "The server declines this." }));
      return;
    }
    const { authorization } = request.headers;
    const answer = await fetch(`${url}${request.url}`, {
      method: request.method ?? "GET",
      headers: { "content-type": "application/json", ...(authorization && { authorization }) },
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
