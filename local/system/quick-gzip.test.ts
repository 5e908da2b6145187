import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import zlib from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { compressQuickly } from "./quick-gzip.ts";

const { createGzip } = zlib;
afterEach(() => void Object.defineProperty(zlib, "createGzip", { configurable: true, value: createGzip }));

/** Text with repetitions of many lengths, whose size says by which level it was compressed. */
const page = Array.from(
  { length: 4_000 },
  (_, number) => `<li id="${(number * 7919) % 1000}">photo ${number}</li>`,
).join("");

/** The page as Next's own middleware sends it. */
async function fetchCompressed(): Promise<Buffer> {
  const compress = createRequire(import.meta.url)("next/dist/compiled/compression")();
  const server = createServer((request, response) =>
    compress(request, response, () => {
      response.setHeader("content-type", "text/html");
      response.end(page);
    }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: "127.0.0.1", headers: { "accept-encoding": "gzip" } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const body = await buffer(response);
  server.close();
  return body;
}

test("Next sends pages compressed at the lower level", async () => {
  const usual = await fetchCompressed();
  compressQuickly();
  const quick = await fetchCompressed();
  expect(zlib.gunzipSync(quick).toString()).toBe(page);
  expect(quick.length).toBe(zlib.gzipSync(page, { level: 4 }).length);
  expect(quick.length).not.toBe(usual.length);
});
