import { type ListedCollection, type ListedImage, parseListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";
import { addToDigest, addToParts, type Digest, emptyDigest, emptyParts, type WalkDigest } from "#lib/library/digest.ts";
import { fromApiQuery, type ImageQuery } from "#lib/library/image-query.ts";
import { foreignSearches, foreignTexts } from "./library-histories.ts";

/*
 * What every list has to be, written as plainly as can be: all items in memory, a filter, a sort. It shares nothing
 * with the index but the form of an item.
 */

interface PlainImage extends ListedImage {
  id: string;
  wallClockMs: number;
  words: string[];
}

const [OLDEST_MS, NEWEST_MS] = [Date.UTC(1826, 0, 1), Date.UTC(2201, 0, 1) - 1];

/** Ids of the images that match, in the order of the query. */
export function listPlainly(items: Iterable<Change>, query: ImageQuery): string[] {
  return matching([...items], query).map(({ id }) => id);
}

/** Months with images that match, in the order of the query. */
export function countMonthsPlainly(items: Iterable<Change>, query: ImageQuery): { month: string; count: number }[] {
  const months = new Map<string, number>();
  const { sort } = query;
  for (const { wallClockMs, addedAtMs, trashedAtMs = 0 } of matching([...items], query)) {
    const ms = sort === "added" ? addedAtMs : sort === "trashed" ? trashedAtMs : wallClockMs;
    const month = sort === "position" ? "" : new Date(ms).toISOString().slice(0, 7);
    months.set(month, (months.get(month) ?? 0) + 1);
  }
  return [...months].map(([month, count]) => ({ month, count }));
}

export function digestPlainly(items: Iterable<Change>): Digest {
  return [...items]
    .filter(({ listed }) => listed !== undefined)
    .reduce((digest, item) => addToDigest(digest, item), emptyDigest);
}

/** The same as the integrity walk stores it. */
export function walkPlainly(items: Iterable<Change>, nowMs: number): WalkDigest {
  const listed = [...items].filter((item) => item.listed !== undefined);
  return { digest: digestPlainly(listed), parts: addToParts(emptyParts, listed), startMs: nowMs, endMs: nowMs };
}

/** The position of an image in an album. */
export function findPositionPlainly(items: Iterable<Change>, album: string, id: string): number {
  const image = matching([...items], fromApiQuery({ album })).find((one) => one.id === id);
  return image?.albums.find((one) => one.id === album)?.position ?? Number.NaN;
}

/** How many images that match have each year, camera, type, country and city: the pairs in the order of the values. */
export function countFacetsPlainly(items: Iterable<Change>, query: ImageQuery): Record<string, [string, number][]> {
  const images = matching([...items], query);
  const count = (read: (image: PlainImage) => string | undefined) => {
    const values = images.flatMap((image) => read(image) || []);
    return [...new Set(values)]
      .sort()
      .map((value): [string, number] => [value, values.filter((one) => one === value).length]);
  };
  return {
    years: count(({ wallClockMs }) => String(new Date(wallClockMs).getUTCFullYear())),
    cameras: count(({ camera }) => camera),
    types: count(({ contentType }) => contentType),
    countries: count(({ place }) => place?.country),
    cities: count(({ place }) => place?.city),
  };
}

/** How many images are on the map at each place that is far from the others, the most first. */
export function countSpotsPlainly(items: Iterable<Change>): number[] {
  const spots = livingImages(items).flatMap(({ position, ...image }) =>
    position && isOnMap(image) ? String([position.latitude, position.longitude]) : [],
  );
  return [...new Set(spots)].map((spot) => spots.filter((one) => one === spot).length).sort((a, b) => b - a);
}

/** Ids of the images that look alike, group by group: each is near to the newest of its group. */
export function groupDuplicatesPlainly(items: Iterable<Change>): string[][] {
  const groups: PlainImage[][] = [];
  const newestFirst: ImageQuery = { sort: "taken", order: "desc" };
  for (const image of livingImages(items).sort((one, other) => compare(one, other, newestFirst))) {
    if (!isOnMap(image) || image.perceptualHash === undefined) continue;
    const near = groups.find(([first]) => first && differingBits(first, image) <= 3);
    if (near) near.push(image);
    else groups.push([image]);
  }
  return groups
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ id }) => id).sort())
    .sort();
}

/** Whether any image has a camera or is in a city. */
export function isKnownPlainly(items: Iterable<Change>, name: string): boolean {
  return livingImages(items).some(({ camera, place }) => camera === name || place?.city === name);
}

function isOnMap({ trashedAtMs, status }: Pick<PlainImage, "trashedAtMs" | "status">): boolean {
  return trashedAtMs === undefined && status !== "uploading";
}

function matching(items: Change[], query: ImageQuery): PlainImage[] {
  const images = livingImages(items);
  const near = images.find(({ id }) => id === query.nearDuplicateOf);
  const stacks = stackPlainly(images);
  const stack = stacks.find((one) => one.some(({ id }) => id === query.stackOf));
  const covers = new Set(stacks.map(([cover]) => cover));
  return images
    .filter((image) => matches(image, query, { near, stack, isOnTimeline: covers.has(image) }))
    .sort((a, b) => compare(a, b, query));
}

/** How many photos are in the stack of each cover. */
export function countStacksPlainly(items: Iterable<Change>): Record<string, number> {
  const stacks = stackPlainly(livingImages(items)).filter((stack) => stack.length > 1);
  return Object.fromEntries(stacks.map((stack) => [stack[0]?.id, stack.length]));
}

/** What the timeline is made of, stack by stack, the cover first. */
function stackPlainly(images: PlainImage[]): PlainImage[][] {
  const byTime = images
    .filter((image) => isOnMap(image) && image.status !== "failed" && !image.archived)
    .sort((one, other) => one.wallClockMs - other.wallClockMs || (one.id < other.id ? -1 : 1));
  const stacks: PlainImage[][] = [];
  for (const image of byTime) {
    const { camera, stack, cameraClockMs } = image;
    const isByClock = stack === undefined && camera !== undefined && cameraClockMs !== undefined;
    const last = stacks.findLast(([first]) =>
      isByClock
        ? first?.camera === camera &&
          first.contentType === image.contentType &&
          isTimed(first) &&
          isBySame(first, image)
        : stack !== undefined && stack !== "" && first?.stack === stack,
    );
    const isIn =
      last &&
      (!isByClock ||
        (areClose(last.at(-1), image, ({ wallClockMs }) => wallClockMs) &&
          areClose(last.at(-1), image, toCameraClock)));
    if (isIn) last.push(image);
    else stacks.push([image]);
  }
  const worth = ({ topOfStackMs = 0, favourite, width = 0, height = 0, bytes }: PlainImage) => [
    topOfStackMs,
    Number(favourite),
    width * height,
    bytes,
  ];
  return stacks.map((stack) => stack.sort((one, other) => compareNumbers(worth(other), worth(one))));
}

function isBySame({ addedBy: one }: PlainImage, { addedBy: other }: PlainImage): boolean {
  return one?.shareId === other?.shareId && one?.guestId === other?.guestId;
}

function isTimed({ stack, cameraClockMs }: PlainImage): boolean {
  return stack === undefined && cameraClockMs !== undefined;
}

/** The camera's clock as far from the time in the list as it is from the time taken. */
function toCameraClock({ wallClockMs, cameraClockMs = 0, taken, addedAtMs }: PlainImage): number {
  return wallClockMs - ((taken?.wallClockMs ?? addedAtMs) - cameraClockMs);
}

function areClose(one: PlainImage | undefined, other: PlainImage, read: (image: PlainImage) => number): boolean {
  return one !== undefined && Math.abs(read(one) - read(other)) <= 1_000;
}

function compareNumbers(one: number[], other: number[]): number {
  return one.map((value, at) => value - (other[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function livingImages(all: Iterable<Change>): PlainImage[] {
  const items = [...all];
  const names = new Map<string, string>();
  for (const { kind, id, listed } of items) {
    if (kind !== "image" && listed !== undefined) names.set(id, (listed as ListedCollection).n);
  }
  return items
    .filter(({ kind, listed }) => kind === "image" && listed !== undefined)
    .map(({ id, listed }): PlainImage => {
      const image = parseListedAttribute(listed);
      const taken = image.taken?.wallClockMs ?? image.addedAtMs;
      const wallClockMs = Math.min(Math.max(taken, OLDEST_MS), NEWEST_MS);
      const { place } = image;
      const texts = [image.fileName, image.title, image.caption, image.camera, image.lens]
        .concat(place ? [place.city, place.region, place.country] : [])
        .concat([...image.tags, ...image.albums.map((album) => album.id)].map((reference) => names.get(reference)))
        .concat(String(new Date(wallClockMs).getUTCFullYear()));
      const words = texts.flatMap((text = "") => foreignTexts[text] ?? text.toLowerCase().split(/[^a-z0-9]+/));
      return { ...image, id, wallClockMs, words };
    });
}

interface Around {
  near: PlainImage | undefined;
  stack: PlainImage[] | undefined;
  isOnTimeline: boolean;
}

function matches(image: PlainImage, query: ImageQuery, { near, stack, isOnTimeline }: Around): boolean {
  const { sort, order, from, to, status, trashed, unstacked, ...filters } = query;
  const filtersByTimeOnly = Object.values(filters).every((value) => value === undefined || String(value).trim() === "");
  const isOffTimeline = query.trashed === true || query.status === "uploading" || query.status === "failed";
  const { text = "" } = query;
  const checks: boolean[] = [
    (query.trashed === true) === (image.trashedAtMs !== undefined),
    query.trashed === true || query.status === "uploading" || image.status !== "uploading",
    !filtersByTimeOnly ||
      isOffTimeline ||
      (!image.archived && image.status !== "failed" && (unstacked === true || isOnTimeline)),
    query.status === undefined || image.status === query.status,
    query.archived === undefined || image.archived === query.archived,
    query.favourite === undefined || image.favourite === query.favourite,
    (query.tag ?? []).every((tag) => image.tags.includes(tag)),
    query.ids === undefined || query.ids.includes(image.id),
    query.album === undefined || image.albums.some(({ id }) => id === query.album),
    query.inNoAlbum === undefined || (image.albums.length === 0) === query.inNoAlbum,
    query.type === undefined || image.contentType === query.type,
    query.camera === undefined || image.camera === query.camera,
    query.lens === undefined || image.lens === query.lens,
    query.country === undefined || image.place?.country === query.country,
    query.region === undefined || image.place?.region === query.region,
    query.city === undefined || image.place?.city === query.city,
    query.hasLocation === undefined || (image.position !== undefined) === query.hasLocation,
    query.orientation !== "landscape" || (image.width ?? 0) > (image.height ?? 0),
    query.orientation !== "portrait" || (image.width ?? 0) < (image.height ?? 0),
    query.orientation !== "square" || (image.width ?? 0) === (image.height ?? 0),
    query.addedThrough === undefined || image.addedBy?.shareId === query.addedThrough,
    query.addedBy === undefined || image.addedBy?.guestId === query.addedBy,
    query.maxBytes === undefined || image.bytes <= query.maxBytes,
    query.minBytes === undefined || image.bytes >= query.minBytes,
    query.box === undefined || isWithin(image, query.box),
    from === undefined || !isBefore(image, from),
    to === undefined || isBefore(image, to),
    text.trim() === "" || /[\p{L}\p{N}]/u.test(text),
    (foreignSearches[text] ?? text.toLowerCase().split(/[^a-z0-9]+/))
      .filter(Boolean)
      .every((part) => image.words.some((word) => word.startsWith(part))),
    query.stackOf === undefined || (stack ? stack.includes(image) : image.id === query.stackOf),
    query.nearDuplicateOf === undefined ||
      (near !== undefined && near.id !== image.id && differingBits(near, image) <= 3),
  ];
  return checks.every(Boolean);
}

function isBefore(image: PlainImage, moment: string): boolean {
  if (!moment.includes("T")) return image.wallClockMs < Date.parse(moment);
  return moment.endsWith("Z") ? image.instantMs < Date.parse(moment) : image.wallClockMs < Date.parse(`${moment}Z`);
}

function isWithin({ position }: PlainImage, [west, south, east, north]: readonly number[]): boolean {
  if (!position || west === undefined || south === undefined || east === undefined || north === undefined) return false;
  const { latitude, longitude } = position;
  const isBetween = west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
  return isBetween && latitude >= south && latitude <= north;
}

function differingBits(one: PlainImage, other: PlainImage): number {
  if (!one.perceptualHash || !other.perceptualHash) return 64;
  const difference = BigInt(`0x${one.perceptualHash}`) ^ BigInt(`0x${other.perceptualHash}`);
  return [...difference.toString(2)].filter((bit) => bit === "1").length;
}

function compare(one: PlainImage, other: PlainImage, query: ImageQuery): number {
  const sortedBy = (image: PlainImage): number => {
    if (query.sort === "added") return image.addedAtMs;
    if (query.sort === "trashed") return image.trashedAtMs ?? 0;
    if (query.sort === "position") return image.albums.find(({ id }) => id === query.album)?.position ?? 0;
    return image.wallClockMs;
  };
  const rising = sortedBy(one) - sortedBy(other) || (one.id < other.id ? -1 : 1);
  return query.order === "asc" ? rising : -rising;
}
