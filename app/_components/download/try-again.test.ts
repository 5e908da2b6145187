import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { callPatiently } from "./try-again.ts";

speakHere({ language: "en", areas: en });

let server: Server;
let origin: string;
let asked = 0;

/** Is busy, then breaks off, then answers; refuses what is private. */
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    if (request.url === "/private") return response.writeHead(403).end();
    if (asked === 1) return response.writeHead(502).end();
    if (asked === 2) return request.socket.destroy();
    response.end(JSON.stringify({ images: ["one"] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test("a page of a list is requested again when the server is busy or unreachable, but not when it refuses", async () => {
  const { signal } = new AbortController();
  expect(await callPatiently(`${origin}/`, signal)).toEqual({ images: ["one"] });
  expect(asked).toBe(3);
  await expect(callPatiently(`${origin}/private`, signal)).rejects.toMatchObject({ status: 403 });
  expect(asked).toBe(4);
});

test("stopping ends the waiting", async () => {
  asked = 0;
  const stopping = new AbortController();
  const answer = callPatiently(`${origin}/`, stopping.signal);
  await expect.poll(() => asked).toBe(1);
  stopping.abort();
  await expect(answer).rejects.toMatchObject({ name: "AbortError" });
});
