import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ApiError } from "#app/_components/call-api.ts";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { readZip } from "#tests/support/unzip.ts";
import { readFile } from "./fetch-file.ts";
import { type ZipPhoto, zipPhotos } from "./zip-photos.ts";

speakHere({ language: "en", areas: en });

const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
/** How often each path was asked for. */
let asked: Map<string, number>;
let server: Server;
let origin: string;

/** Files of a bucket, of which some are missing, busy once, break off once, or break off each time. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const times = (asked.get(pathname) ?? 0) + 1;
    asked.set(pathname, times);
    if (pathname.startsWith("/ended")) return response.writeHead(401).end();
    if (pathname === "/missing") return response.writeHead(404).end();
    if (pathname === "/busy" && times === 1) return response.writeHead(503, { "retry-after": "0" }).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const body = BODY.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": body.length });
    const breaks = pathname === "/breaking" ? times < 3 : pathname === "/broken";
    if (!breaks) return response.end(body);
    response.write(body.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 50));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = new Map();
});
afterAll(() => server.close());

const photo = (path: string, more: Partial<ZipPhoto> = {}): ZipPhoto => ({
  href: `${origin}${path}`,
  fileName: `${path.slice(1)}.jpg`,
  folder: "",
  ...more,
});

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

function start(photos: ZipPhoto[] | AsyncIterable<ZipPhoto>, addTexts?: () => Record<string, string>) {
  const done: number[] = [];
  const stopping = new AbortController();
  const zip = zipPhotos({
    photos: Array.isArray(photos) ? each(photos) : photos,
    signal: stopping.signal,
    onProgress: (count) => done.push(count),
    ...(addTexts ? { addTexts } : {}),
  });
  return { zip, done, stopping };
}

async function readPart(part: ReadableStream<Uint8Array> | undefined) {
  const entries = readZip(Buffer.from(await new Response(part as BodyInit).arrayBuffer()));
  return Object.fromEntries(entries.map(({ name, content }) => [name, content]));
}

test("photos come whole, under names of their own, with what belongs to them", async () => {
  const disposition = encodeURIComponent("attachment; filename=\"_.heic\"; filename*=UTF-8''%C3%BC.heic");
  const { zip, done } = start(
    [
      photo("/one", { folder: "2024-05", describe: (path) => `beside ${path}` }),
      photo("/one", { folder: "2024-05" }),
      photo(`/two?response-content-disposition=${disposition}`),
    ],
    () => ({ "skylight.json": "{}" }),
  );
  const files = await readPart(await zip.next(Number.POSITIVE_INFINITY));
  expect(Object.keys(files)).toEqual([
    "2024-05/one.jpg",
    "2024-05/one.jpg.xmp",
    "2024-05/one (2).jpg",
    "ü.heic",
    "skylight.json",
  ]);
  expect(files["2024-05/one (2).jpg"]?.equals(BODY)).toBe(true);
  expect(files["2024-05/one.jpg.xmp"]?.toString()).toBe("beside 2024-05/one.jpg");
  expect(done).toEqual([1, 2, 3]);
  expect(zip.failures).toEqual([]);
  expect(await zip.next(1)).toBeUndefined();
});

test("what is busy or breaks off is asked for again, and what cannot be had is listed", async () => {
  const { zip } = start(["/busy", "/breaking", "/missing", "/broken"].map((path) => photo(path)));
  const files = await readPart(await zip.next(Number.POSITIVE_INFINITY));
  expect(files["busy.jpg"]?.equals(BODY)).toBe(true);
  expect(files["breaking.jpg"]?.equals(BODY)).toBe(true);
  expect(asked.get("/missing")).toBe(1);
  expect(zip.failures.map(({ fileName }) => fileName)).toEqual(["missing.jpg", "broken.jpg"]);
  expect(files["Not downloaded.txt"]?.toString()).toBe(
    "missing.jpg: It is no longer there.\r\nbroken.jpg: Incomplete. The connection broke.\r\n",
  );
}, 30_000);

test("a list that breaks off ends the zip with what it has, and says that more is missing", async () => {
  async function* listAndFail(count: number): AsyncGenerator<ZipPhoto> {
    for (let listed = 0; listed < count; listed++) yield photo("/one");
    throw new ApiError("Skylight is away.", { status: 502, code: "internal" });
  }
  const { zip } = start(listAndFail(2), () => ({ "skylight.json": "{}" }));
  const files = await readPart(await zip.next(Number.POSITIVE_INFINITY));
  expect(Object.keys(files)).toEqual(["one.jpg", "one (2).jpg", "skylight.json", "Not downloaded.txt"]);
  expect(files["one (2).jpg"]?.equals(BODY)).toBe(true);
  expect(files["Not downloaded.txt"]?.toString()).toBe("All remaining photos: Skylight is away.\r\n");
  expect(zip.isCut()).toBe(true);
  // Nothing is no zip.
  await expect(start(listAndFail(0)).zip.next(1)).rejects.toThrow("Skylight is away.");
});

test("whoever is no longer signed in is told so once, and asks for nothing more", async () => {
  const ended = Array.from({ length: 20 }, (_, index) => photo(`/ended-${index}`));
  const { zip } = start([photo("/one"), photo("/two"), ...ended]);
  const files = await readPart(await zip.next(Number.POSITIVE_INFINITY));
  expect(Object.keys(files)).toEqual(["one.jpg", "two.jpg", "Not downloaded.txt"]);
  expect(files["Not downloaded.txt"]?.toString()).toMatch(/^All remaining photos: You are no longer signed in.*\r\n$/);
  expect(zip.isCut()).toBe(true);
  expect([...asked.keys()].filter((path) => path.startsWith("/ended")).length).toBeLessThanOrEqual(4);
  await expect(start(ended).zip.next(1)).rejects.toThrow("You are no longer signed in");
});

test("an expired link stops the download, a missing photo does not", async () => {
  const gone = [photo("/one"), ...Array.from({ length: 20 }, () => photo("/missing"))];
  let isOver = false;
  const read = async () => {
    asked.clear();
    const zip = zipPhotos({
      photos: each(gone),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      hasEnded: async () => isOver,
    });
    const files = await readPart(await zip.next(Number.POSITIVE_INFINITY));
    return { lines: files["Not downloaded.txt"]?.toString().split("\r\n").length, isCut: zip.isCut(), files };
  };
  expect(await read()).toMatchObject({ lines: 21, isCut: false });
  isOver = true;
  const { lines, isCut, files } = await read();
  expect([lines, isCut]).toEqual([2, true]);
  expect(files["Not downloaded.txt"]?.toString()).toBe("All remaining photos: The link has expired.\r\n");
  expect(asked.get("/missing")).toBeLessThanOrEqual(4);
});

test("a photo and its sidecar are in one part", async () => {
  const { zip } = start(Array.from({ length: 3 }, () => photo("/one", { describe: () => "<xmp/>" })));
  const parts: string[][] = [];
  for (let part = await zip.next(1); part; part = await zip.next(1)) parts.push(Object.keys(await readPart(part)));
  expect(parts).toEqual([
    ["one.jpg", "one.jpg.xmp"],
    ["one (2).jpg", "one (2).jpg.xmp"],
    ["one (3).jpg", "one (3).jpg.xmp"],
  ]);
});

test("a file whose connection breaks after its last byte is whole", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(BODY),
    pull: (controller) => controller.error(new TypeError("network error")),
  });
  const first = new Response(body, { headers: { "content-length": String(BODY.length) } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of readFile(`${origin}/never`, first, new AbortController().signal)) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(BODY)).toBe(true);
  expect(asked.get("/never")).toBeUndefined();
});

test("a zip in parts has each photo once", async () => {
  const { zip } = start(Array.from({ length: 7 }, () => photo("/one")));
  const parts: string[][] = [];
  for (let part = await zip.next(500_000); part; part = await zip.next(500_000)) {
    parts.push(Object.keys(await readPart(part)));
  }
  expect(parts).toEqual([
    ["one.jpg", "one (2).jpg"],
    ["one (3).jpg", "one (4).jpg"],
    ["one (5).jpg", "one (6).jpg"],
    ["one (7).jpg"],
  ]);
});

test("stopping ends it", async () => {
  const { zip, stopping } = start([photo("/one"), photo("/two")]);
  const reader = (await zip.next(Number.POSITIVE_INFINITY))?.getReader();
  await reader?.read();
  stopping.abort();
  const readToEnd = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(readToEnd()).rejects.toMatchObject({ name: "AbortError" });
});
