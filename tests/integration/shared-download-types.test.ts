import sharp from "sharp";
import { expect, test } from "vitest";
import type { ShareViewer } from "#lib/access/viewer.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { AcceptedContentType, Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { renditionsPrefix } from "#lib/images/object-keys.ts";
import { fromApiQuery, type ImageQuery } from "#lib/library/image-query.ts";
import { findCleanOriginal } from "#lib/shares/clean-original.ts";
import { getSharedDownload } from "#lib/shares/view-shared-images.ts";
import { findObject, listKeys } from "#lib/storage/objects.ts";
import { decodeHeif } from "#tests/support/decode-heif.ts";
import { dyingAfter } from "#tests/support/dying-services.ts";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { heic } from "#tests/support/heic-factory.ts";
import {
  animatedGif,
  avif,
  jpegWithExif,
  pngWithAlpha,
  type TestFile,
  tiff,
  webp,
} from "#tests/support/image-factory.ts";
import { extensions, listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import { longUnless } from "#tests/support/long-tests.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

const world = provideServices();
const worker = provideWorker(world);

async function bringPhoto(photo: TestFile): Promise<Image> {
  const announced = await announce(world.cloud, photo);
  await store(world.cloud, announced, photo.body);
  await worker.handle(batch(delivery(storedEvent(announced))));
  const image = await findImage(world.services.database, { ownerId: announced.ownerId, imageId: announced.id });
  if (image?.status !== "ready") throw new Error(`Expected a ready image but received ${image?.status}`);
  return image;
}

/** The original as a visitor of a share of all photos of its owner downloads it. */
async function download(image: Image): Promise<Buffer> {
  const viewer: ShareViewer<ImageQuery> = {
    ownerId: image.ownerId,
    shareId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    query: { ...fromApiQuery({}), status: "ready" },
    rights: {
      canDownload: true,
      withOriginals: true,
      showsTakenAt: false,
      showsFileNames: false,
      keepsCredits: false,
      canAdd: false,
    },
  };
  const answer = await fetch((await getSharedDownload(world.services, viewer, image.id)).url);
  expect(answer.headers.get("content-type")).toBe(image.contentType);
  return Buffer.from(await answer.arrayBuffer());
}

/** Of one with JPEG inside exiftool takes the picture itself for a preview. */
async function deflatedTiff(): Promise<TestFile> {
  const { body, ...file } = await tiff();
  return { ...file, body: await sharp(body).tiff({ compression: "deflate" }).toBuffer() };
}

/** Who, where and by what, as exiftool writes it. */
const XMP_TAGS = [`-XMP-dc:Creator=${SECRET}`, "-XMP:GPSLatitude=60.39", "-XMP:GPSLongitude=5.32"];
const EXIF_TAGS = [`-EXIF:Artist=${SECRET}`, `-EXIF:OwnerName=${SECRET}`, `-EXIF:SerialNumber=${SECRET}`];
const PLACE = [
  "-EXIF:GPSLatitude=60.39",
  "-EXIF:GPSLatitudeRef=N",
  "-EXIF:GPSLongitude=5.32",
  "-EXIF:GPSLongitudeRef=E",
];

async function decode(body: Uint8Array, contentType: AcceptedContentType): Promise<Buffer> {
  if (contentType === "image/heic" || contentType === "image/heif") return (await decodeHeif(body)).pixels;
  return sharp(body, { animated: true }).raw().toBuffer();
}

const kinds: [string, () => Promise<TestFile>][] = [
  ["JPEG", () => jpegWithExif()],
  ["PNG", pngWithAlpha],
  ["WebP", webp],
  ["GIF", () => animatedGif()],
  ["TIFF", deflatedTiff],
  ["AVIF", avif],
  ["HEIC", () => heic()],
  ["HEIF", async () => ({ ...(await heic({ brand: "mif1" })), fileName: "photo.heif", contentType: "image/heif" })],
];

/** Both ways of decoding; remove-metadata.test.ts lets the same reader look at copies of every kind. */
const standsForOthers = ["JPEG", "HEIC"];

for (const [kind, make] of kinds) {
  const title = `a visitor's original in ${kind} has its pixels, and an independent reader finds nothing else`;
  test.skipIf(!hasExiftool)(title, longUnless(standsForOthers.includes(kind)), async () => {
    const { contentType, ...plain } = await make();
    const extension = extensions[contentType];
    const tags = extension === "gif" ? XMP_TAGS : [...XMP_TAGS, ...EXIF_TAGS, ...PLACE];
    const body = await writeTags(plain.body, extension, tags);
    expect(tellsSecret(body)).toBe(true);
    const image = await bringPhoto({ ...plain, contentType, body });
    const copy = await download(image);
    expect(tellsSecret(copy)).toBe(false);
    const found = await readTags(new Map([[`copy.${extension}`, copy]]));
    expect(listToldTags(found.get(`copy.${extension}`) ?? { missing: "" })).toEqual([]);
    expect((await decode(copy, image.contentType)).equals(await decode(body, image.contentType))).toBe(true);
  });
}

test("a clean copy is whole or not there, whichever call of making it died, and goes with its image", async () => {
  const facts = { captureTime: false, credits: false };
  const { services } = world;
  for (let calls = 0; ; calls++) {
    expect(calls).toBeLessThan(20);
    const image = await bringPhoto(await jpegWithExif());
    const made = await findCleanOriginal(dyingAfter(services, calls), image, facts).catch(() => undefined);
    const key = await findCleanOriginal(services, image, facts);
    const { bytes } = (await findObject(services.storage, key ?? "")) ?? {};
    expect(bytes).toBe((await download(image)).length);
    await deleteImage(services, { ownerId: image.ownerId, imageId: image.id });
    expect(await listKeys(services.storage, renditionsPrefix(image.ownerId, image.id))).toEqual([]);
    if (made !== undefined) break;
  }
});
