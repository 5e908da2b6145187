import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { preferBrotli, writeBrotliFiles } from "./brotli-files.ts";

const require = createRequire(import.meta.url);
const compress = require("next/dist/compiled/compression")();
const send = require("next/dist/compiled/send");

const script = Array.from({ length: 500 }, (_, number) => `export const name${number} = ${number * 7919};\n`).join("");

/** The files of a build, as Next sends them: by the same two packages. */
async function startServer() {
  const directory = await temporaryDirectory();
  const root = join(directory.path, "static");
  await mkdir(join(root, "chunks"), { recursive: true });
  await writeFile(join(root, "chunks/a.js"), script);
  await writeFile(join(root, "chunks/a.css"), ".a { color: red }");
  await writeFile(join(root, "chunks/a.png"), "picture");
  await writeBrotliFiles(root);
  await writeFile(join(root, "chunks/later.js"), script);
  const listener = preferBrotli((request, response) => {
    const path = (request.url ?? "").replace("/_next/static", "");
    compress(request, response, () => {
      if (request.method === "POST") response.writeHead(405).end();
      else send(request, path, { root }).pipe(response);
    });
  }, root);
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await directory[Symbol.asyncDispose]();
  });
  const { port } = server.address() as AddressInfo;
  return async (name: string, encoding: string, init: { method?: string; headers?: Record<string, string> } = {}) => {
    const headers = { ...init.headers, "accept-encoding": encoding };
    const path = `/_next/static/chunks/${name}`;
    const sent = request({ host: "127.0.0.1", port, path, agent: false, ...init, headers }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
  };
}

test("a script is sent as Brotli to whoever takes it, with the headers that go with it", async () => {
  const ask = await startServer();
  const answer = await ask("a.js", "gzip, deflate, br, zstd");
  expect(answer.status).toBe(200);
  expect(brotliDecompressSync(answer.body).toString()).toBe(script);
  expect(answer.headers).toMatchObject({
    "content-encoding": "br",
    "content-type": "application/javascript; charset=UTF-8",
    "content-length": String(answer.body.byteLength),
    vary: "Accept-Encoding",
  });
  const gzipped = await ask("a.js", "gzip");
  expect(gunzipSync(gzipped.body).toString()).toBe(script);
  expect(gzipped.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
  expect(gzipped.headers["content-type"]).toBe(answer.headers["content-type"]);
  expect(gzipped.body.byteLength).toBeGreaterThan(answer.body.byteLength);
  // By the same tag one form would be taken for the other.
  expect(gzipped.headers.etag).not.toBe(answer.headers.etag);

  const again = await ask("a.js", "br", { headers: { "if-none-match": answer.headers.etag ?? "" } });
  expect([again.status, again.body.byteLength, again.headers["content-encoding"]]).toEqual([304, 0, undefined]);
  const head = await ask("a.js", "br", { method: "HEAD" });
  expect([head.body.byteLength, head.headers["content-length"]]).toEqual([0, answer.headers["content-length"]]);
});

test.each(["", "identity", "gzip, br;q=0", "br;q=0.000", "brotli", "*"])(
  "whoever accepts %j gets no Brotli",
  async (encoding) => {
    const ask = await startServer();
    const { headers } = await ask("a.js", encoding);
    expect(headers["content-encoding"]).not.toBe("br");
  },
);

test.each(["br", "br;q=0.5", "gzip;q=1.0, BR ; q=0.1"])("whoever accepts %j gets Brotli", async (encoding) => {
  const ask = await startServer();
  expect((await ask("a.js", encoding)).headers["content-encoding"]).toBe("br");
});

test("style sheets are compressed as well; pictures and what has no compressed file are sent as they are", async () => {
  const ask = await startServer();
  const sheet = await ask("a.css", "br");
  expect(brotliDecompressSync(sheet.body).toString()).toBe(".a { color: red }");
  expect(sheet.headers["content-type"]).toBe("text/css; charset=UTF-8");
  expect((await ask("a.png", "br")).body.toString()).toBe("picture");
  expect((await ask("later.js", "br")).body.toString()).toBe(script);
  expect((await ask("none.js", "br")).status).toBe(404);
  const posted = await ask("a.js", "br", { method: "POST" });
  expect([posted.status, posted.headers["content-encoding"]]).toEqual([405, undefined]);
});
