import { z } from "zod";
import { type CaptureTimeSource, captureTimeSources, type TimeTaken } from "./capture-time.ts";
import { type Rotation, turnedField } from "./rotation.ts";

/*
 * What lists need to know of an image, album or tag, and how the change feed carries it: as one map attribute,
 * `listed`, which the index `changes` projects. A projection cannot be changed later, a map can grow, so readers
 * ignore members that they do not know. Members have short names, since the table stores and bills each of them.
 */

const statuses = ["uploading", "processing", "ready", "failed"] as const;

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_REFERENCES = 100;
const MAX_TITLE = 255;
const MAX_CAPTION = 2_000;
/** Times are milliseconds since the epoch. */
const time = z.int();
const size = z.int().positive();

/** The map attribute `listed` of an image's item. */
export const listedAttributeSchema = z.object({
  /** File name. */
  n: z.string(),
  /** Content type. */
  t: z.string(),
  /** Bytes of the original. */
  b: z.int().nonnegative(),
  /** Status. */
  s: z.enum(statuses),
  /** Failure code. */
  e: z.string().optional(),
  /** Present for favourites. */
  f: z.literal(1).optional(),
  /** Present for what is archived. */
  a: z.literal(1).optional(),
  /** Ids of tags. */
  g: z.array(z.string()).max(MAX_REFERENCES).optional(),
  /** Albums: id, position, when it was added. */
  l: z
    .array(z.tuple([z.string(), z.number(), time]))
    .max(MAX_REFERENCES)
    .optional(),
  /** Width and height as it is shown, and how its owner turned it for that. */
  w: size.optional(),
  h: size.optional(),
  ro: turnedField.optional(),
  /** Frames of an animation. */
  fr: size.optional(),
  /** Present where something shows through. */
  tr: z.literal(1).optional(),
  /** Present where the end of the file is missing. */
  ic: z.literal(1).optional(),
  /** Thumbhash, base64. */
  th: z.string().optional(),
  /** Version of the recipe that the renditions are of. */
  v: z.string().optional(),
  /** Width and height of each rendition. */
  r: z.record(z.string(), z.tuple([size, size])).optional(),
  /** When it was taken: local wall clock as if it were UTC; its offset in minutes where that is known. */
  k: z.union([z.tuple([time]), z.tuple([time, z.int()])]).optional(),
  /** How the file writes that time, where it does so with an offset or in UTC. */
  kw: z.enum(["offset", "utc"]).optional(),
  /** Where that time comes from. */
  ks: z.enum(captureTimeSources).optional(),
  /** The instant that it is taken at, or uploaded at when that is unknown. */
  i: time,
  /** When it was added to the library. */
  d: time,
  /** When it was put into the trash. */
  x: time.optional(),
  /** City, region, country; "" for what is unknown. */
  p: z.tuple([z.string(), z.string(), z.string()]).optional(),
  /** Latitude and longitude, degrees. */
  q: z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).optional(),
  /** Camera. */
  c: z.string().optional(),
  /** Lens. */
  o: z.string().optional(),
  /** Title. */
  ti: z.string().max(MAX_TITLE).optional(),
  /** Caption. */
  ca: z.string().max(MAX_CAPTION).optional(),
  /** Perceptual hash, 64 bits in hex. */
  ph: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** What the camera's clock said, where its owner gave it another time. */
  fk: time.optional(),
  /** The stack that its owner put it in, "" for none; when it was made the top picture. */
  sg: z.string().optional(),
  sc: time.optional(),
  /** The share through which a guest added it, and the guest. */
  by: z.tuple([z.string(), z.string()]).optional(),
});
export type ListedAttribute = z.infer<typeof listedAttributeSchema>;

export interface AlbumMembership {
  id: string;
  position: number;
  addedAtMs: number;
}

/** An image as lists show it. Times are milliseconds since the epoch, sizes pixels or bytes. */
export interface ListedImage {
  fileName: string;
  contentType: string;
  bytes: number;
  status: (typeof statuses)[number];
  failureCode?: string | undefined;
  favourite: boolean;
  archived: boolean;
  /** Ids of tags. */
  tags: string[];
  albums: AlbumMembership[];
  /** Turned by `rotation`. */
  width?: number | undefined;
  height?: number | undefined;
  /** Degrees clockwise; absent where it is not turned. */
  rotation?: Exclude<Rotation, 0> | undefined;
  frames?: number | undefined;
  transparent?: boolean | undefined;
  incomplete?: boolean | undefined;
  /** Base64. */
  thumbhash?: string | undefined;
  recipeVersion?: string | undefined;
  renditions: Record<string, { width: number; height: number }>;
  taken?: (TimeTaken & { source?: CaptureTimeSource | undefined }) | undefined;
  /** The instant it was taken, or added when that is unknown. */
  instantMs: number;
  addedAtMs: number;
  trashedAtMs?: number | undefined;
  place?: { city: string; region: string; country: string } | undefined;
  position?: { latitude: number; longitude: number } | undefined;
  camera?: string | undefined;
  lens?: string | undefined;
  title?: string | undefined;
  caption?: string | undefined;
  /** 64 bits, 16 hex digits. */
  perceptualHash?: string | undefined;
  /**
   * What the camera's clock said at the shot, as if it were UTC; absent where the file does not say it to the second.
   */
  cameraClockMs?: number | undefined;
  /** The stack that its owner put it in; "" for none, absent where the camera's clock decides. */
  stack?: string | undefined;
  /** When it was made the top picture of its stack. */
  topOfStackMs?: number | undefined;
  addedBy?: { shareId: string; guestId: string } | undefined;
}

/** What the item of an image carries as `listed`. Members that say nothing are left out. */
export function toListedAttribute(image: ListedImage): ListedAttribute {
  const { taken, place, position } = image;
  const attribute: ListedAttribute = {
    n: image.fileName,
    t: image.contentType,
    b: image.bytes,
    s: image.status,
    e: image.failureCode,
    f: image.favourite ? 1 : undefined,
    a: image.archived ? 1 : undefined,
    g: image.tags.length > 0 ? image.tags : undefined,
    l:
      image.albums.length > 0
        ? image.albums.map(({ id, position, addedAtMs }) => [id, position, addedAtMs] as [string, number, number])
        : undefined,
    w: image.width,
    h: image.height,
    ro: image.rotation,
    fr: image.frames,
    tr: image.transparent ? 1 : undefined,
    ic: image.incomplete ? 1 : undefined,
    th: image.thumbhash,
    v: image.recipeVersion,
    r:
      Object.keys(image.renditions).length > 0
        ? Object.fromEntries(
            Object.entries(image.renditions).map(([name, { width, height }]) => [
              name,
              [width, height] as [number, number],
            ]),
          )
        : undefined,
    k: taken && (taken.offsetMinutes === undefined ? [taken.wallClockMs] : [taken.wallClockMs, taken.offsetMinutes]),
    kw: taken?.writtenWith,
    ks: taken?.source,
    i: image.instantMs,
    d: image.addedAtMs,
    x: image.trashedAtMs,
    p: place && [place.city, place.region, place.country],
    q: position && [position.latitude, position.longitude],
    c: image.camera,
    o: image.lens,
    ti: image.title,
    ca: image.caption,
    ph: image.perceptualHash,
    fk: taken?.source === "owner" ? image.cameraClockMs : undefined,
    sg: image.stack,
    sc: image.topOfStackMs,
    by: image.addedBy && [image.addedBy.shareId, image.addedBy.guestId],
  };
  return Object.fromEntries(
    Object.entries(attribute).filter(([, value]) => value !== undefined),
  ) as unknown as ListedAttribute;
}

/** @throws ZodError when it is no such attribute */
export function parseListedAttribute(value: unknown): ListedImage {
  const listed = listedAttributeSchema.parse(value);
  const [wallClockMs, offsetMinutes] = listed.k ?? [];
  return {
    fileName: listed.n,
    contentType: listed.t,
    bytes: listed.b,
    status: listed.s,
    failureCode: listed.e,
    favourite: listed.f === 1,
    archived: listed.a === 1,
    tags: listed.g ?? [],
    albums: (listed.l ?? []).map(([id, position, addedAtMs]) => ({ id, position, addedAtMs })),
    width: listed.w,
    height: listed.h,
    rotation: listed.ro,
    frames: listed.fr,
    transparent: listed.tr === 1 || undefined,
    incomplete: listed.ic === 1 || undefined,
    thumbhash: listed.th,
    recipeVersion: listed.v,
    renditions: Object.fromEntries(
      Object.entries(listed.r ?? {}).map(([name, [width, height]]) => [name, { width, height }]),
    ),
    taken:
      wallClockMs === undefined ? undefined : { wallClockMs, offsetMinutes, writtenWith: listed.kw, source: listed.ks },
    instantMs: listed.i,
    addedAtMs: listed.d,
    trashedAtMs: listed.x,
    place: listed.p && { city: listed.p[0], region: listed.p[1], country: listed.p[2] },
    position: listed.q && { latitude: listed.q[0], longitude: listed.q[1] },
    camera: listed.c,
    lens: listed.o,
    title: listed.ti,
    caption: listed.ca,
    perceptualHash: listed.ph,
    cameraClockMs: toCameraClock(listed),
    stack: listed.sg,
    topOfStackMs: listed.sc,
    addedBy: listed.by && { shareId: listed.by[0], guestId: listed.by[1] },
  };
}

/** A file that names a day only has midnight, which says nothing of the moment. */
function toCameraClock({ k, ks, fk }: ListedAttribute): number | undefined {
  const clockMs = ks === "exif_original" ? k?.[0] : fk;
  return clockMs === undefined || clockMs % DAY_MS === 0 ? undefined : clockMs;
}

/** The map attribute `listed` of an album's or tag's item. */
export const listedCollectionSchema = z.object({
  /** Name. */
  n: z.string(),
  /** Description. */
  ca: z.string().max(MAX_CAPTION).optional(),
  /** Id of the album that it is in. */
  up: z.string().optional(),
  /** Id of the image on its cover. */
  co: z.string().optional(),
  /** Whether its photos have an order of their own. */
  ow: z.literal(1).optional(),
  /** When it was made. */
  d: time.optional(),
});
export type ListedCollection = z.infer<typeof listedCollectionSchema>;
