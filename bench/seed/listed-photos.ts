import { type ListedImage, toListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";

/*
 * The photos of one user as the change feed brings them, with words, tags, places and hashes spread as people's
 * libraries have them: common and rare ones, bursts, trips. The same number gives the same photo in every run.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_MS = Date.UTC(2005, 0, 1);
const LIBRARY_DAYS = 20 * 365;
/** Photos of one outing follow each other closely. */
const OUTING = 40;

const cameras = [
  ["Apple iPhone 13", "iPhone 13 back dual wide camera 5.1mm f/1.6"],
  ["Canon EOS R6", "RF24-105mm F4 L IS USM"],
  ["Nikon D90", "AF-S DX Nikkor 18-105mm"],
  ["Samsung Galaxy S22", ""],
  ["Sony ILCE-7M3", "FE 24-70mm F2.8 GM"],
  ["Fujifilm X-T4", "XF35mmF1.4 R"],
  ["Panasonic DMC-TZ7", ""],
  ["Google Pixel 7", "Pixel 7 back camera 6.81mm f/1.85"],
] as const;

const countries = ["Deutschland", "France", "日本", "United States", "Italia", "España", "Polska", "Norge"];
const places = Array.from({ length: 400 }, (_, index) => {
  const names = ["München", "Paris", "東京", "Portland", "Firenze", "Sevilla", "Łódź", "Tromsø", "Bad Tölz", "Lyon"];
  const name = names[index] ?? `${["Neu", "Alt", "Saint ", "New ", "Port "][index % 5]}stadt ${index}`;
  return {
    city: name,
    region: `Region ${index % 60}`,
    country: countries[index % countries.length] ?? "",
    latitude: -40 + ((index * 37) % 100),
    longitude: -170 + ((index * 61) % 340),
  };
});

/** Words of titles and captions, the common ones first. */
export const captionWords = [
  ..."sunset beach holiday family birthday mountain garden city winter summer dog cat lake concert wedding".split(" "),
  ..."museum castle river forest bridge market harbour island snow festival bicycle breakfast airport".split(" "),
  ...Array.from({ length: 2_000 }, (_, index) => `word${index.toString(36)}`),
];

export const tagCount = 200;
export const albumCount = 300;

/** The id of the photo of a number: a ULID whose time is when it was added. */
export function photoId(number: number, count: number): string {
  return toUlid(addedAt(number, count), number + 1);
}

export function tagId(number: number): string {
  return toUlid(FIRST_MS, 900_000_000 + number);
}

export function albumId(number: number): string {
  return toUlid(FIRST_MS, 800_000_000 + number);
}

/** A photo as the feed brings it. */
export function photoChange(number: number, count: number, revision = 3): Change {
  const addedAtMs = addedAt(number, count);
  return {
    kind: "image",
    id: photoId(number, count),
    revision,
    changedAtMs: addedAtMs + 5_000,
    listed: toListedAttribute(photo(number, addedAtMs)),
  };
}

/** All tags and albums as the feed brings them. */
export function collectionChanges(): Change[] {
  const tags = Array.from({ length: tagCount }, (_, index) => ({
    kind: "tag" as const,
    id: tagId(index),
    n: `tag ${captionWords[index + 5]}`,
  }));
  const albums = Array.from({ length: albumCount }, (_, index) => ({
    kind: "album" as const,
    id: albumId(index),
    n: `Album ${captionWords[index + 40]} ${2005 + (index % 20)}`,
  }));
  return [...tags, ...albums].map(({ kind, id, n }) => ({
    kind,
    id,
    revision: 1,
    changedAtMs: FIRST_MS,
    listed: { n },
  }));
}

function addedAt(number: number, count: number): number {
  return FIRST_MS + Math.floor((number / count) * LIBRARY_DAYS * DAY_MS) + HOUR_MS;
}

function photo(number: number, addedAtMs: number): ListedImage {
  const random = randomOf(number);
  const outing = randomOf(1_000_000_007 + Math.floor(number / OUTING));
  const place = places[Math.floor(outing() ** 3 * places.length)];
  const [camera, lens] = cameras[Math.floor(outing() ** 2 * cameras.length)] ?? cameras[0];
  const hasPosition = outing() < 0.6;
  const hasTag = outing() < 0.5;
  const hasAlbum = outing() < 0.4;
  const tag = Math.floor(outing() ** 3 * tagCount);
  const album = Math.floor(outing() * albumCount);
  // Most are added soon after they were taken; old ones are scanned and imported.
  const takenMs =
    addedAtMs - Math.floor(random() * HOUR_MS) - (outing() < 0.1 ? Math.floor(outing() * 3_000) * DAY_MS : 0);
  const isLandscape = random() < 0.7;
  const [width, height] = isLandscape ? [4032, 3024] : [3024, 4032];
  const edge = (most: number) =>
    isLandscape ? { width: most, height: (most * 3) / 4 } : { width: (most * 3) / 4, height: most };
  const isFailed = random() < 0.002;
  return {
    fileName:
      random() < 0.8
        ? `IMG_${String(number % 10_000).padStart(4, "0")}.JPG`
        : `${new Date(takenMs).toISOString().slice(0, 10).replaceAll("-", "")}_${number % 1_000_000}.jpg`,
    contentType: random() < 0.03 ? "image/png" : random() < 0.2 ? "image/heic" : "image/jpeg",
    bytes: Math.floor(1_500_000 + random() * 5_000_000),
    status: isFailed ? "failed" : "ready",
    failureCode: isFailed ? "corrupt_image" : undefined,
    favourite: random() < 0.02,
    archived: random() < 0.01,
    tags: hasTag ? [tagId(tag), ...(random() < 0.3 ? [tagId(Math.floor(random() * tagCount))] : [])] : [],
    albums: hasAlbum ? [{ id: albumId(album), position: number, addedAtMs }] : [],
    width,
    height,
    thumbhash: Buffer.from(Array.from({ length: 21 }, () => Math.floor(random() * 256))).toString("base64"),
    recipeVersion: "v1",
    renditions: isFailed ? {} : { large: edge(1600), medium: edge(512), thumbnail: { width: 128, height: 128 } },
    taken: { wallClockMs: takenMs + 2 * HOUR_MS, offsetMinutes: random() < 0.7 ? 120 : undefined },
    instantMs: takenMs,
    addedAtMs,
    trashedAtMs: random() < 0.005 ? addedAtMs + DAY_MS : undefined,
    place: hasPosition && place ? { city: place.city, region: place.region, country: place.country } : undefined,
    position:
      hasPosition && place
        ? { latitude: place.latitude + random() * 0.1, longitude: place.longitude + random() * 0.1 }
        : undefined,
    camera,
    lens: lens === "" ? undefined : lens,
    title: random() < 0.1 ? words(random, 2) : undefined,
    caption: random() < 0.1 ? words(random, 8) : undefined,
    perceptualHash: isFailed
      ? undefined
      : Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join(""),
  };
}

function words(random: () => number, count: number): string {
  return Array.from({ length: count }, () => captionWords[Math.floor(random() ** 4 * captionWords.length)]).join(" ");
}

function toUlid(ms: number, number: number): string {
  let time = "";
  for (let rest = ms, index = 0; index < 10; index++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  let random = "";
  const next = randomOf(number);
  for (let index = 0; index < 16; index++) random += ALPHABET[Math.floor(next() * 32)];
  return time + random;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
