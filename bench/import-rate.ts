import { createHash, randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { planImport } from "#lib/imports/plan-import.ts";
import { defaultPlanOptions } from "#lib/imports/plan-photo.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { type ApiClient, createApiClient } from "../cli/api/api-client.ts";
import { findEntries } from "../cli/import/find-entries.ts";
import { openHashMemory } from "../cli/import/hash-memory.ts";
import { importPhotos } from "../cli/import/import-photos.ts";
import { median, withSpread } from "./statistics.ts";

const FILES = 2_000;
/** Fewer than may be under way at once, so that nothing waits for that. */
const FILES_PER_ROUND = 100;
const FILE_BYTES = 1024 ** 2;
/** What the command does at once unless told otherwise. */
const CONCURRENCY = 4;
const GOAL = 0.7;
const READY_LIMIT_MS = 10 * 60_000;

/**
 * Files a second that the import reads, plans, hashes and sends to a running system over loopback, beside a bare loop
 * of PUTs of as many such files, whose links were signed before. By turns, once nothing is being processed.
 */
export async function measureImport(files = FILES): Promise<Record<string, number>> {
  await using directory = await temporaryDirectory();
  await using app = await startApp({ dataDir: join(directory.path, "data") });
  const session = await registerSession(app.url);
  const client = createApiClient({ ...session, url: app.url, signal: new AbortController().signal });
  await client.logIn();
  const [imports, bare]: [number[], number[]] = [[], []];
  // The first round warms up and does not count.
  for (let round = 0; round <= Math.ceil(files / FILES_PER_ROUND); round++) {
    const importRate = await measureImportOf(await makeFolder(join(directory.path, "import")), client);
    await waitUntilReady(session);
    const bareRate = await measureBarePuts(app.url, session);
    await waitUntilReady(session);
    if (round === 0) continue;
    imports.push(importRate);
    bare.push(bareRate);
  }
  const ratio = median(imports.map((rate, round) => rate / (bare[round] ?? rate)));
  console.log(`Files a second: import ${withSpread(imports, 1)}, bare PUTs ${withSpread(bare, 1)}`);
  console.log(`Import ÷ bare ${ratio.toFixed(2)}, goal ≥ ${GOAL}`);
  const round = (value: number) => Math.round(value * 100) / 100;
  return { importVsBare: round(ratio), importFilesPerSecond: round(median(imports)) };
}

/** As the command does it, up to the last byte; that each photo is ready is not waited for. */
async function measureImportOf(folder: string, client: ApiClient): Promise<number> {
  const startedAt = performance.now();
  const { entries } = await findEntries([folder]);
  const plan = await planImport(entries, defaultPlanOptions, contentTypeByExtension);
  const { uploaded } = await importPhotos({
    photos: plan.photos,
    client,
    memory: await openHashMemory(join(folder, "..", "hashes.jsonl")),
    concurrency: CONCURRENCY,
    signal: new AbortController().signal,
    onDone: () => {},
  });
  if (uploaded !== FILES_PER_ROUND) throw new Error(`Expected ${FILES_PER_ROUND} uploads but received ${uploaded}`);
  return toRate(startedAt);
}

async function measureBarePuts(url: string, { token }: ApiSession): Promise<number> {
  const files = await makePhotos();
  const signed = await pMap(files, (body) => announce(url, token, body), { concurrency: CONCURRENCY });
  const startedAt = performance.now();
  await pMap(
    signed,
    async ({ body, upload }) => {
      const { status } = await fetch(upload.url, { method: "PUT", headers: upload.headers, body: new Blob([body]) });
      if (status !== 200) throw new Error(`Expected 200 from storage but received ${status}`);
    },
    { concurrency: CONCURRENCY },
  );
  return toRate(startedAt);
}

interface Announced {
  upload: { url: string; headers: Record<string, string> };
}

async function announce(url: string, token: string, body: Buffer<ArrayBuffer>) {
  const sha256 = createHash("sha256").update(body).digest("hex");
  const answer = await fetch(`${url}/api/uploads`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ fileName: "photo.jpg", contentType: "image/jpeg", bytes: body.length, sha256 }),
  });
  if (answer.status !== 201) throw new Error(`Expected 201 but received ${answer.status}: ${await answer.text()}`);
  return { body, upload: ((await answer.json()) as Announced).upload };
}

function toRate(startedAt: number): number {
  return FILES_PER_ROUND / ((performance.now() - startedAt) / 1_000);
}

/** A folder of photos that nobody has, in the place of those before. */
async function makeFolder(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [index, body] of (await makePhotos()).entries()) await writeFile(join(folder, `${index}.jpg`), body);
  return folder;
}

/**
 * Of few pixels, so that rendering takes little of the machine, and with bytes after their end to the size of photos.
 */
async function makePhotos(): Promise<Buffer<ArrayBuffer>[]> {
  const { body } = await smallPhoto(0);
  return Array.from({ length: FILES_PER_ROUND }, () => Buffer.concat([body, randomBytes(FILE_BYTES - body.length)]));
}

async function waitUntilReady(session: ApiSession): Promise<void> {
  const isNone = async (status: string) => {
    const answer = await session.fetch(`/api/images?status=${status}&limit=1&renditions=thumbnail`);
    return ((await answer.json()) as { images: unknown[] }).images.length === 0;
  };
  await waitUntil(
    "no image under way",
    async () => (await isNone("uploading")) && (await isNone("processing")),
    READY_LIMIT_MS,
  );
}
