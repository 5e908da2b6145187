import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { sendRaw } from "#tests/support/raw-request.ts";
import { guardServer } from "./guard-server.ts";

const MEBIBYTE = 1024 * 1024;
const SENT_BYTES = 8 * MEBIBYTE;

/** A server whose own answer, if it gives one, does not wait for the body. */
async function startGuarded(isAnswering: boolean) {
  const server = createServer();
  guardServer(
    server,
    (request, response) => {
      if (isAnswering) response.writeHead(401).end("no");
      else request.resume();
    },
    { appUrl: "http://localhost", directUploadMaxBytes: MEBIBYTE, operations: [] },
  );
  // The rules know the server by a name without a port.
  server.prependListener("request", (request) => {
    request.headers.host = "localhost";
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function* zeros(bytes: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(MEBIBYTE);
  for (let sent = 0; sent < bytes; sent += chunk.byteLength) yield chunk;
}

test.each([
  { isAnswering: false, status: 413 },
  { isAnswering: true, status: 401 },
])("a client that is still sending beyond the limit reads its answer: $status", async ({ isAnswering, status }) => {
  const server = await startGuarded(isAnswering);
  onTestFinished(server.close);
  const ask = () =>
    sendRaw(server.url, { method: "POST", path: "/api/auth/callback/credentials", body: zeros(SENT_BYTES) });
  for (let time = 0; time < 5; time++) expect((await ask()).status).toBe(status);
});

test.each([
  { isAnswering: false, status: 413 },
  { isAnswering: true, status: 401 },
])("a client that asked to close, and sends slowly, reads its answer: $status", async ({ isAnswering, status }) => {
  const server = await startGuarded(isAnswering);
  onTestFinished(server.close);
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  // A reset while writing discards what was received but not read yet.
  socket.pause();
  socket.write(
    "POST /api/auth/callback/credentials HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
  );
  for (let sent = 0; sent < 4; sent++) {
    socket.write(`${MEBIBYTE.toString(16)}\r\n`);
    socket.write(new Uint8Array(MEBIBYTE));
    socket.write("\r\n");
    await setTimeout(50);
  }
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});
