import { join } from "node:path";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { getBulkChange } from "#lib/bulk/view-bulk-changes.ts";
import { countFacets } from "#lib/library/count-facets.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { IndexFile } from "#lib/library/index-file.ts";
import { parseSearch } from "#lib/library/parse-search.ts";
import { listImages } from "#lib/library/run-query.ts";
import { suggest } from "#lib/library/suggest.ts";
import { createTag } from "#lib/library/view-tags.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser, startTestServices } from "#tests/support/test-services.ts";
import { fill } from "./library.ts";
import { type Measures, runParts } from "./run-parts.ts";
import { captionWords } from "./seed/listed-photos.ts";
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
const PAGE = { limit: 100 };
const TODAY = "2024-11-25";
const POLL_MS = 20;

const parts = {
  small: (measures: Measures) => measureIndex(measures, SMALL, ""),
  large: (measures: Measures) => measureIndex(measures, LARGE, "Million"),
  tags: measureTags,
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
  for (let now = change; now.state === "running"; now = await getBulkChange(services, user, change.id)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  measures.tagThousandSeconds = round(((performance.now() - started) / 1_000) * (1_000 / TAGGED));

  const { database, units } = meteredDatabase(services.database);
  const some = await storeImages(services.database, user, METERED);
  await changeImages({ ...services, database }, user, { action: "add_tag", tag: tag.id, ids: some });
  measures.tagUnitsPerPhoto = round(units() / METERED);
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
