import fc from "fast-check";
import type { ListedImage } from "#lib/images/listed-image.ts";
import type { ChangeKind } from "#lib/library/change.ts";

/* What happens to a library, at random: who writes what, how late it shows, and what breaks meanwhile. */

export const START_MS = Date.UTC(2026, 5, 1);
const MAX_SKEW = 20;
export const MAX_STALL = 10;
export const MAX_DELAY = 25;
/** Seconds after which no history is continued. */
const NEVER = 1_000_000_000;

const letters: Record<ChangeKind, string> = { image: "M", album: "A", tag: "T" };
export const toImageId = (kind: ChangeKind, slot: number) => `01J${letters[kind]}${String(slot).padStart(22, "0")}`;

/**
 * Texts as people write them elsewhere, with the words that each is found by: signs behind which a word begins, letters
 * with their marks apart, scripts without spaces, other digits.
 */
export const foreignTexts: Record<string, string[]> = {
  "\u2764\ufe0fParis \u2600\ufe0fSommer": ["paris", "sommer"],
  "Cafe\u0301 Mu\u0308nchen": ["cafe", "munchen", "muenchen"],
  "葛\u{e0100}城市の桜": ["葛城市の桜", "城市の桜", "桜"],
  "رحلة محمـــد ٢٠١٩": ["رحلة", "محمد", "2019"],
  "สงกรานต์เชียงใหม่ ๒๕๖๒": ["สงกรานต์เชียงใหม่", "2562"],
  "\u2764\ufe0fOma": ["oma"],
  東京旅行: ["東京旅行", "京旅行", "旅行"],
};
/** Searches for them, as the words that they ask for. */
export const foreignSearches: Record<string, string[]> = {
  "\u2764\ufe0f PARIS": ["paris"],
  "café Münch": ["cafe", "munch"],
  葛城市: ["葛城市"],
  "محمد ٢٠١٩": ["محمد", "2019"],
  สงกรานต์: ["สงกรานต์"],
  京旅: ["京旅"],
};

const anyPhotos = fc.record({
  slot: fc.nat(11),
  wallClockMs: fc.constantFrom(
    Date.UTC(2019, 0, 1),
    Date.UTC(2019, 0, 1),
    Date.UTC(2019, 11, 31) + 86_399_999,
    Date.UTC(2020, 0, 1),
    Date.UTC(1969, 11, 31) + 5,
    Date.UTC(1700, 0, 1),
    Date.UTC(2300, 0, 1),
    Date.UTC(2026, 4, 1),
  ),
  offsetMinutes: fc.constantFrom(undefined, 540, -480),
  hasTaken: fc.boolean(),
  status: fc.constantFrom("ready", "ready", "ready", "processing", "failed", "uploading"),
  favourite: fc.boolean(),
  archived: fc.boolean(),
  title: fc.constantFrom(undefined, "Sunset beach", "sunny Dog 2019", "Ünknown", ...Object.keys(foreignTexts)),
  tags: fc.subarray([0, 1, 2]),
  albums: fc.subarray([0, 1]),
  position: fc.nat(5),
  contentType: fc.constantFrom("image/jpeg", "image/png"),
  isLandscape: fc.boolean(),
  spot: fc.constantFrom(undefined, [48.1, 11.5], [-17.5, 179.9], [-17.5, -179.9]),
  camera: fc.constantFrom(undefined, "Canon EOS R6", "Nikon D90"),
  hash: fc.constantFrom(undefined, "0000000000000000", "8000000000000001", "8000000000000007", "ffffffff00000000"),
  source: fc.constantFrom("exif_original", "exif_original", "file_name", "owner"),
  /** Bursts run over the second, also by steps of exactly one. */
  momentMs: fc.constantFrom(1, 1, 400, 900, 1_001, 1_401, 2_001),
  /** What its owner moved it by. */
  movedMs: fc.constantFrom(0, 0, 500, 3_600_000),
  stack: fc.constantFrom(undefined, undefined, undefined, undefined, "", "pair", "01JS000000000000000000000A"),
  topMs: fc.constantFrom(undefined, 1, 2),
});
/** Photos of one camera on one morning: few of all photos would meet in a stack. */
const burstPhotos = anyPhotos.map((photo) => ({
  ...photo,
  wallClockMs: Date.UTC(2019, 0, 1),
  hasTaken: true,
  camera: "Canon EOS R6",
  status: photo.status === "uploading" ? ("ready" as const) : photo.status,
  source: photo.source === "file_name" ? ("exif_original" as const) : photo.source,
}));
const photos = fc.oneof(anyPhotos, burstPhotos);
type Photo = typeof photos extends fc.Arbitrary<infer T> ? T : never;

/** What the overlaps allow for. */
export const expectedTiming = fc.record({ writer: fc.nat(2), stall: fc.nat(MAX_STALL), delay: fc.nat(MAX_DELAY) });
/** What they do not: writers that stall for an hour, entries that come late or never. */
export const unexpectedTiming = fc.record({
  writer: fc.nat(2),
  stall: fc.constantFrom(0, MAX_STALL, 1_800, 3_600),
  delay: fc.constantFrom(0, MAX_DELAY, 1_800, NEVER),
});
const names = fc.constantFrom("Holiday sun", "dogs", "Best of 2019", "", "\u2764\ufe0fOma", "東京旅行");
const reader = fc.nat(1);

export const createSteps = (timing: typeof expectedTiming | typeof unexpectedTiming) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ what: fc.constant("put" as const), photo: photos, timing, own: reader }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom("trash" as const, "restore" as const, "delete" as const),
        slot: fc.nat(11),
        timing,
        own: reader,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant("name" as const),
        kind: fc.constantFrom("tag" as const, "album" as const),
        slot: fc.nat(2),
        name: names,
        timing,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ what: fc.constant("wait" as const), seconds: fc.constantFrom(1, 5, 20, 45, 90, 700) }),
    },
    { weight: 4, arbitrary: fc.record({ what: fc.constant("read" as const), reader }) },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constantFrom("crash" as const, "lose file" as const, "snapshot" as const, "lose snapshots" as const),
        reader,
        afterReads: fc.nat(6),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom("renew epoch" as const, "old snapshot" as const) }) },
  );
export type Step = ReturnType<typeof createSteps> extends fc.Arbitrary<infer T> ? T : never;

export const createHistories = (steps: fc.Arbitrary<Step>) =>
  fc.record({
    skews: fc.array(fc.integer({ min: -MAX_SKEW, max: MAX_SKEW }), { minLength: 5, maxLength: 5 }),
    steps: fc.array(steps, { minLength: 1, maxLength: 60 }),
  });
export type History = ReturnType<typeof createHistories> extends fc.Arbitrary<infer T> ? T : never;

const places = [
  { city: "Bonn", region: "Rhineland", country: "Germany" },
  { city: "Nadi", region: "", country: "Fiji" },
];
const lenses = ["RF24-105mm", "18.0-55.0 mm"];
export const SHARE_ID = "01JG0000000000000000000000";

/** An image as its item lists it. */
export function toImage(photo: Photo): ListedImage {
  const addedAtMs = START_MS - (photo.slot % 5) * 86_400_000;
  const { offsetMinutes, spot } = photo;
  const source = photo.source as "exif_original" | "file_name" | "owner";
  const wallClockMs = photo.wallClockMs + photo.momentMs;
  return {
    fileName: `IMG_${String(photo.slot).padStart(4, "0")}.JPG`,
    contentType: photo.contentType,
    bytes: 1_000 * (photo.slot + 1),
    status: photo.status as ListedImage["status"],
    failureCode: photo.status === "failed" ? "corrupt_image" : undefined,
    favourite: photo.favourite,
    archived: photo.archived,
    tags: photo.tags.map((slot) => toImageId("tag", slot)),
    albums: photo.albums.map((slot) => ({
      id: toImageId("album", slot),
      position: photo.position,
      addedAtMs: START_MS,
    })),
    width: photo.isLandscape ? 400 : 300,
    height: photo.isLandscape === photo.slot % 3 > 0 ? 300 : 400,
    renditions: { thumbnail: { width: 128, height: 128 } },
    taken: photo.hasTaken ? { wallClockMs, offsetMinutes, source } : undefined,
    instantMs: photo.hasTaken ? wallClockMs - (offsetMinutes ?? 0) * 60_000 : addedAtMs,
    addedAtMs,
    place: spot && places[spot[0] === 48.1 ? 0 : 1],
    position: spot && { latitude: spot[0] ?? 0, longitude: spot[1] ?? 0 },
    camera: photo.camera,
    lens: photo.camera === undefined ? undefined : lenses[photo.slot % 2],
    addedBy: photo.slot % 4 > 0 ? undefined : { shareId: SHARE_ID, guestId: `guest ${photo.slot % 3}` },
    title: photo.title?.replace("Ü", "U"),
    perceptualHash: photo.hash,
    cameraClockMs: wallClockMs - photo.movedMs,
    stack: photo.stack,
    topOfStackMs: photo.topMs,
  };
}
