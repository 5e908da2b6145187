import { once } from "node:events";
import http, { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { sendRaw } from "#tests/support/raw-request.ts";
import { guardNextServer, guardServer } from "./guard-server.ts";

const MEBIBYTE = 1024 * 1024;
const SENT_BYTES = 8 * MEBIBYTE;
const rules = { appUrl: "http://localhost", directUploadMaxBytes: MEBIBYTE, operations: [] };

/** A server whose own answer, if it gives one, does not wait for the body. */
async function startGuarded(isAnswering: boolean) {
  const server = createServer();
  guardServer(
    server,
    (request, response) => {
      if (isAnswering) response.writeHead(401).end("no");
      else request.resume();
    },
    rules,
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

/** What is answered to `sent`, word for word, on a connection that is kept until the server closes it or 2 s pass. */
async function exchange(port: number, sent: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").setTimeout(2_000, () => socket.destroy());
  socket.write(sent);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "close");
  return answer;
}

/** A server as Next makes its own: it takes requests for other protocols, and leaves them without an answer. */
async function startAsNext() {
  guardNextServer(rules);
  const server = http.createServer((_request, response) => response.end("page"));
  server.on("upgrade", (_request, socket) => socket.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test.each([
  ["for another protocol", "GET / HTTP/1.1", "connection: close, upgrade\r\nupgrade: websocket\r\n", 200],
  ["for HTTP/2, as Java asks", "GET / HTTP/1.1", "connection: close, upgrade\r\nupgrade: h2c\r\n", 200],
  ["for another protocol where nothing is", "GET /api/a HTTP/1.1", "connection: close, upgrade\r\nupgrade: a\r\n", 404],
  ["that expects something", "GET /api/a HTTP/1.1", "connection: close\r\nexpect: wonders\r\n", 404],
  ["by a method that nobody knows", "FOO /api/a HTTP/1.1", "", 400],
  ["of a version that nobody knows", "GET /api/a HTTP/7.1", "", 400],
  ["with too many headers", "GET /api/a HTTP/1.1", `cookie: ${"x".repeat(20_000)}\r\n`, 431],
])("a request %s is answered", async (_of, line, headers, status) => {
  const answer = await exchange(await startAsNext(), `${line}\r\nhost: localhost\r\n${headers}\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  if (status === 200) return;
  expect(answer).toContain("content-type: application/problem+json");
  expect(JSON.parse(answer.split("\r\n\r\n", 2)[1] ?? "")).toMatchObject({ status });
});

test("what came through the API Gateway has a trace, which the application and the gateway's log are told alike", async () => {
  const server = createServer();
  guardServer(server, (request, response) => void response.end(request.headers.traceparent), rules);
  server.prependListener("request", (request) => {
    request.headers.host = "localhost";
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const ask = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`http://localhost:${port}${path}`, { headers });
    return { told: await answer.text(), logged: answer.headers.get("x-amzn-requestid") };
  };
  const gateway = { "x-gateway-request-id": "JKJaXmPLvHcESHA=" };
  const traced = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };

  expect(await ask("/", { ...gateway, ...traced })).toEqual({ told: traced.traceparent, logged: trace });
  expect((await ask("/api/nothing", { ...gateway, ...traced })).logged).toBe(trace);
  const { told, logged } = await ask("/", gateway);
  expect(told).toMatch(new RegExp(`^00-${logged}-[0-9a-f]{16}-01$`));
  expect(await ask("/", {})).toEqual({ told: "", logged: null });
  expect((await ask("/", traced)).logged).toBeNull();
});

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
