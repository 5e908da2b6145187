import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { ulid } from "ulid";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { followBulkChange } from "#lib/bulk/view-bulk-changes.ts";
import { webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { completeProcessing, createImage, type RenderedImage, startProcessing } from "#lib/images/image-repository.ts";
import type { Change } from "#lib/library/change.ts";
import { countFacets } from "#lib/library/count-facets.ts";
import { groupDuplicates } from "#lib/library/group-duplicates.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { IndexFile } from "#lib/library/index-file.ts";
import { findNearDuplicates } from "#lib/library/near-duplicates.ts";
import { parseSearch } from "#lib/library/parse-search.ts";
import { listImages } from "#lib/library/run-query.ts";
import { suggest } from "#lib/library/suggest.ts";
import { createTag } from "#lib/library/view-tags.ts";
import { createStorage } from "#lib/storage/storage.ts";
import { registerSession } from "#tests/support/api-session.ts";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";
import { openSession } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { seedIndex } from "#tests/support/seed-index.ts";
import { someImage, storeImages } from "#tests/support/store-images.ts";
import { someUser, startTestServices } from "#tests/support/test-services.ts";
import { withAppOverCloud } from "./app-over-cloud.ts";
import { fill } from "./library.ts";
import { type Measures, runParts } from "./run-parts.ts";
import { captionWords, photoChange, photoId } from "./seed/listed-photos.ts";
import { median, percentile } from "./statistics.ts";
import { meteredDatabase } from "./write-units.ts";

/* npm run bench -- search: what it costs to find and to tag, on seeded libraries. */

const RESULT = new URL("./results/search.json", import.meta.url).pathname;
const FOLDER = new URL(`../.data/bench-search-${process.pid}/`, import.meta.url).pathname;
const SMALL = Number(process.env.BENCH_PHOTOS ?? 100_000);
const LARGE = Number(process.env.BENCH_MANY_PHOTOS ?? 1_000_000);
const TAGGED = Number(process.env.BENCH_TAGGED ?? 1_000);
const METERED = 50;
const QUERIES = 200;
/** Prime to the kinds of texts, so that all of them are among those. */
const FACETS_EVERY = 7;
const ROUNDS = 3;
const KIBIBYTE = 1_024;
const PAGE = { limit: 100 };
const TODAY = "2024-11-25";
const POLL_MS = 20;

const parts = {
  small: (measures: Measures) => measureIndex(measures, SMALL, ""),
  large: (measures: Measures) => measureIndex(measures, LARGE, "Million"),
  tags: measureTags,
  duplicates: measureDuplicates,
  upload: measureUpload,
  map: measureMap,
};

export function run(): Promise<void> {
  return runParts(parts, {
    folder: FOLDER,
    resultFile: RESULT,
    details: { photos: SMALL, manyPhotos: LARGE },
  });
}

async function measureIndex(measures: Measures, photos: number, size: string): Promise<void> {
  const { file } = fill(join(FOLDER, `photos-${photos}`), photos);
  const texts = Array.from({ length: QUERIES }, (_, number) => typed(number));
  const filtersOf = (text: string) => fromApiQuery(parseSearch(text, { today: TODAY }).filters);
  measures[`search${size}P95Ms`] = timeEach(texts, (text) => listImages(file, filtersOf(text), PAGE));
  measures[`suggest${size}P95Ms`] = timeEach(texts, (text) => suggestLast(file, text));
  measures[`facet${size}P95Ms`] = timeEach(
    // Each takes as long as a hundred pages.
    texts.filter((_, number) => number % FACETS_EVERY === 0),
    (text) => countFacets(file, filtersOf(text)),
  );
  file.close();
}

/** One to four words, beginnings of words, years, places and cameras, as people type them; the same in every run. */
function typed(number: number): string {
  const word = (step: number) => captionWords[(number * step) % 40] ?? "";
  const rare = captionWords[500 + number * 5] ?? "";
  const year = 2005 + (number % 20);
  const kinds = [
    word(1),
    `${word(1)} ${word(3)}`,
    `${word(1)} ${year}`,
    word(1).slice(0, 1 + (number % 4)),
    rare,
    `IMG_${String(number * 37).padStart(4, "0")}`,
    ["canon", "nikon d90", "iphone 13", "sony", "münchen", "muenchen", "東京", "norge"][number % 8] ?? "",
    `${word(1)} ${["canon", "deutschland", "paris"][number % 3]} ${word(7).slice(0, 2)} ${year}`,
    ["last summer", "mai 2021", "last christmas", "before 2010", "type:png", "is:favourite"][number % 6] ?? "",
    `${word(1)} may ${year}`,
  ];
  return kinds[number % kinds.length] ?? "";
}

function suggestLast(file: IndexFile, text: string): void {
  suggest(file, text.split(" ").at(-1)?.slice(0, 3) ?? "");
}

async function measureTags(measures: Measures): Promise<void> {
  await using world = await startTestServices();
  const { services } = world;
  const user = someUser();
  const { tag } = await createTag(services, user, "Sea");
  const ids = await storeImages(services.database, user, TAGGED);
  const started = performance.now();
  const { change } = await changeImages(services, user, { action: "add_tag", tag: tag.id, ids });
  for (let now = change; now.state === "running"; now = await followBulkChange(services, user, change.id)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  measures.tagThousandSeconds = round(((performance.now() - started) / 1_000) * (1_000 / TAGGED));

  const { database, units } = meteredDatabase(services.database);
  const some = await storeImages(services.database, user, METERED);
  await changeImages({ ...services, database }, user, { action: "add_tag", tag: tag.id, ids: some });
  measures.tagUnitsPerPhoto = round(units() / METERED);
}

async function measureDuplicates(measures: Measures): Promise<void> {
  const { file } = fill(join(FOLDER, `duplicates-${SMALL}`), SMALL);
  const ids = Array.from({ length: QUERIES }, (_, number) => photoId(Math.floor((number * SMALL) / QUERIES), SMALL));
  const near = () => ids.map((id) => findNearDuplicates(file, id));
  near();
  // The kernel counts processor time in steps that are longer than one of them takes.
  measures.nearMs = round(median(Array.from({ length: ROUNDS }, () => time(near))) / ids.length);
  const all = () => groupDuplicates(file, { limit: 30, skip: 0 });
  all();
  measures.allPairsSeconds = round(median(Array.from({ length: ROUNDS }, () => time(all))) / 1_000);
  file.close();
}

/** What places and hashes add to the writes of an upload. */
async function measureUpload(measures: Measures): Promise<void> {
  await using world = await startTestServices();
  const { database, units, reset } = meteredDatabase(world.services.database);
  const upload = async (more: Partial<RenderedImage>) => {
    reset();
    for (let number = 0; number < METERED; number++) {
      const at = new Date().toISOString();
      const image = { ...someImage(someUser().id, ulid(), at), status: "uploading" } as const;
      await createImage(database, image);
      const id = { ownerId: image.ownerId, imageId: image.id };
      await startProcessing(database, id, { at, sequencer: undefined });
      await completeProcessing(database, id, { ...rendered, ...more }, at);
    }
    return units();
  };
  const core = await upload({});
  measures.uploadUnitsVsCore = round((await upload({ perceptualHash: "0123456789abcdef" })) / core);
}

/** What the worker learns of a photo of a telephone. */
const rendered: RenderedImage = {
  width: 4_032,
  height: 3_024,
  takenAt: "2024-05-01T10:00:00+02:00",
  takenAtSource: "exif_original",
  takenOffset: "+02:00",
  sortAt: "2024-05-01T10:00:00.000Z",
  shot: { camera: "Apple iPhone 13", latitude: 48.137, longitude: 11.575, iso: 64, fNumber: 1.6 },
  embedded: undefined,
  thumbhash: "3OcRJYB4d3h/iIeHeEh3eIhw+j3A",
  dominantColor: "#3e7cb1",
  frames: undefined,
  recipeVersion: "v2",
  renditions: {
    large: { width: 1_600, height: 1_200, bytes: 200_000 },
    medium: { width: 512, height: 384, bytes: 30_000 },
    thumbnail: { width: 128, height: 128, bytes: 4_000 },
  },
};

/**
 * The map of many photos in a browser: bytes of it without pictures, and milliseconds until outlines and photos are
 * drawn.
 */
async function measureMap(measures: Measures): Promise<void> {
  await withAppOverCloud(async ({ url, environment, start }) => {
    await start();
    const config = webConfig(environment);
    const [database, storage] = [createDatabase(config), createStorage(config)];
    const session = await registerSession(url);
    const user = await findUserByEmail(database, session.email);
    if (!user) throw new Error("Expected the user that was just registered");
    await seedIndex({ database, storage }, user.id, locatedPhotos(SMALL));
    await session.fetch("/api/timeline");
    const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: chromiumArguments });
    const times: number[] = [];
    for (let visit = 0; visit < ROUNDS; visit++) {
      const context = await browser.newContext({ baseURL: url, viewport: { width: 1_440, height: 900 } });
      const page = await context.newPage();
      const { body } = await smallPhoto(1);
      await page.route(/\/thumbnails\//, (route) => route.fulfill({ body, contentType: "image/jpeg" }));
      await openSession(page, session);
      const bytes = await countBytes(page);
      await page.goto("/map");
      await page.locator("canvas[data-drawn]").waitFor();
      await page.getByRole("list", { name: "Photos on the map" }).getByRole("link").first().waitFor();
      times.push(await page.evaluate(() => performance.now()));
      await page.waitForLoadState("networkidle");
      measures.mapKb = round(bytes() / KIBIBYTE);
      await context.close();
    }
    measures.mapDrawnMs = round(median(times));
    await browser.close();
  });
}

function* locatedPhotos(count: number): Generator<Change> {
  for (let number = 0, found = 0; found < count; number++) {
    const change = photoChange(number, 2 * count);
    if (!("q" in (change.listed as object))) continue;
    found += 1;
    yield change;
  }
}

/** Counts what is sent to a page from now on, without pictures. */
async function countBytes(page: Page): Promise<() => number> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const pictures = new Set<string>();
  let bytes = 0;
  network.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Image") pictures.add(requestId);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!pictures.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes;
}

/** 95th percentile, over the texts, of the median of some rounds: milliseconds of processor. */
function timeEach(texts: string[], work: (text: string) => unknown): number {
  for (const text of texts) work(text);
  const times = texts.map((text) => median(Array.from({ length: ROUNDS }, () => time(() => work(text)))));
  return round(percentile(times, 0.95));
}

function time(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
