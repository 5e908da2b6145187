import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

/** What a server may send at once on a new connection, ten packets (RFC 6928). */
const FIRST_BYTES = 14_600;
const PAUSE_MS = 25;
/** Of the connection to the system itself, or of a body that is not compressed here. */
const NOT_PASSED_ON = new Set(["connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length"]);

export interface SlowServer extends AsyncDisposable {
  /** Without a slash at its end. */
  url: string;
}

/**
 * Answers GET as the system at `target` does, and sends the page of a path in pieces of so many bytes, as a slow network
 * brings it: browsers draw what they have of a page in between. What comes after `slowBytes` comes at once.
 */
export async function startSlowServer(
  target: string,
  path: string,
  { pieceBytes = 4_096, slowBytes = Number.POSITIVE_INFINITY } = {},
): Promise<SlowServer> {
  const server = createServer(async (request, response) => {
    const { cookie = "", accept = "", "user-agent": agent = "" } = request.headers;
    const answer = await fetch(new URL(request.url ?? "/", target), {
      headers: { cookie, accept, "user-agent": agent },
      redirect: "manual",
    });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(
      answer.status,
      Object.fromEntries([...answer.headers].filter(([name]) => !NOT_PASSED_ON.has(name))),
    );
    if (request.url === path) {
      response.write(body.subarray(0, FIRST_BYTES));
      let at = FIRST_BYTES;
      for (; at < Math.min(slowBytes, body.length); at += pieceBytes) {
        await setTimeout(PAUSE_MS);
        response.write(body.subarray(at, at + pieceBytes));
      }
      response.end(body.subarray(at));
    } else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, new URL(target).hostname, resolve));
  return {
    url: `http://${new URL(target).hostname}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
