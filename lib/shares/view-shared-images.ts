import { mayGet, type ShareViewer } from "#lib/access/viewer.ts";
import { AppError } from "#lib/errors.ts";
import { fromTimeTaken } from "#lib/images/capture-time.ts";
import { getRenditionVersion, type Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { getExtension, type RenditionName } from "#lib/images/recipe.ts";
import type { MonthCount } from "#lib/library/count-months.ts";
import { type ImageQuery, isTimelineQuery } from "#lib/library/image-query.ts";
import type { IndexedImage } from "#lib/library/image-row.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import type { PageRequest } from "#lib/library/run-query.ts";
import { createRenditionSigner, type RenditionSigner, shareUrls } from "#lib/storage/rendition-urls.ts";
import { signDownload } from "#lib/storage/signing.ts";
import { findCleanOriginal } from "./clean-original.ts";
import type { OpenShare } from "./open-share.ts";
import type { SharedImage, SharedView } from "./shared-api.ts";

type Viewer = ShareViewer<ImageQuery>;
interface SignedUrl {
  url: string;
  /** ISO 8601, UTC. */
  expiresAt: string;
}
type SharedServices = Pick<LibraryServices, "library" | "database" | "storage">;

const shownRenditions = ["thumbnail", "medium", "large"] as const satisfies RenditionName[];

/*
 * What a page asks after its first question says when the request came (`askedAtMs`), for which the library's last
 * changes are then read once.
 */

/** What a share shows and allows. */
export async function viewShared(
  { library }: Pick<SharedServices, "library">,
  { share, albumName, viewer: { ownerId, query, rights } }: OpenShare,
  askedAtMs?: number,
): Promise<SharedView> {
  const { value: count, rebuild } = await library.read(ownerId, "count", query, [], askedAtMs);
  const { title = albumName, kind, expiresAt } = share;
  return { title, kind, count, isComplete: rebuild === undefined, expiresAt, ...rights };
}

/** A page of the images of a share. @throws AppError `invalid_cursor` */
export async function listSharedImages(
  { library, storage }: SharedServices,
  viewer: Viewer,
  page: PageRequest,
  askedAtMs?: number,
): Promise<{ images: SharedImage[]; nextCursor?: string | undefined; isComplete: boolean }> {
  const [{ value, rebuild }, signer] = await Promise.all([
    library.read(viewer.ownerId, "list", { query: viewer.query, page }, [], askedAtMs),
    createRenditionSigner(storage, new Date(), shareUrls),
  ]);
  const images = value.images.map((image) => toSharedImage(image, viewer, signer));
  return { images, nextCursor: value.nextCursor, isComplete: rebuild === undefined };
}

/** How many images of a share are of which month, newest first; none where it hides when they were taken. */
export async function countSharedMonths(
  { library }: Pick<SharedServices, "library">,
  { ownerId, query, rights }: Viewer,
  askedAtMs?: number,
): Promise<MonthCount[]> {
  if (!rights.showsTakenAt || query.sort !== "taken") return [];
  return (await library.read(ownerId, "months", query, [], askedAtMs)).value.months;
}

/** How many images of a share come before one of them; 0 for one that is not in it. */
export async function countSharedBefore(
  { library }: Pick<SharedServices, "library">,
  { ownerId, query }: Viewer,
  id: string,
  askedAtMs?: number,
): Promise<number> {
  return (await library.read(ownerId, "countBefore", { query, id }, [], askedAtMs)).value ?? 0;
}

/** An image of a share with what a page of its own shows. */
interface SharedImagePage {
  image: SharedImage;
  previousId: string | undefined;
  nextId: string | undefined;
}

/** One image of a share. @throws AppError `not_found` */
export async function getSharedImage(
  services: SharedServices,
  viewer: Viewer,
  id: string,
  askedAtMs?: number,
): Promise<SharedImagePage> {
  const { library, storage } = services;
  const { ownerId, query } = viewer;
  await requireShown(services, viewer, id, askedAtMs);
  const [{ value: found, rebuild }, { value: neighbours }, signer] = await Promise.all([
    library.read(ownerId, "find", [id], [], askedAtMs),
    library.read(ownerId, "neighbours", { query, id, count: 1 }, [], askedAtMs),
    createRenditionSigner(storage, new Date(), shareUrls),
  ]);
  if (!found[0]) throw rebuild ? stillReading() : noImage();
  return {
    image: toSharedImage(found[0], viewer, signer),
    previousId: neighbours.before[0]?.id,
    nextId: neighbours.after[0]?.id,
  };
}

type Variant = "original" | RenditionName;

/**
 * A link to a file of an image of a share, which ends within 15 minutes. An original has lost all that it says about
 * place, camera and people.
 * @throws AppError `not_found` for an image of another share, and for a file that the share does not allow or that
 * there is not; `invalid_state` for an original from which that cannot be taken; `unavailable`
 */
export async function getSharedUrl(
  services: SharedServices,
  viewer: Viewer,
  id: string,
  { variant, isDownload }: { variant: Variant; isDownload: boolean },
): Promise<SignedUrl> {
  const image = await requireShown(services, viewer, id);
  if (!mayGet(viewer.rights, { variant, isDownload })) throw noImage();
  const signed = await signFile(services, viewer, image, variant, isDownload);
  if (signed) return signed;
  if (variant !== "original") throw noImage();
  throw new AppError("invalid_state", "This original can't be shared. Ask for another variant.");
}

/**
 * A link that saves the best file of an image that the share allows: its original, else the largest rendition.
 * @throws AppError `not_found`, `unavailable`
 */
export async function getSharedDownload(services: SharedServices, viewer: Viewer, id: string): Promise<SignedUrl> {
  const image = await requireShown(services, viewer, id);
  for (const variant of ["original", "full", "large", "medium"] as const) {
    if (!mayGet(viewer.rights, { variant, isDownload: true })) continue;
    const signed = await signFile(services, viewer, image, variant, true);
    if (signed) return signed;
  }
  throw noImage();
}

/** Undefined where there is no such file. */
async function signFile(
  services: SharedServices,
  viewer: Viewer,
  image: Image,
  variant: Variant,
  isDownload: boolean,
): Promise<SignedUrl | undefined> {
  const { storage } = services;
  if (variant === "original") {
    const { showsTakenAt: captureTime, keepsCredits: credits } = viewer.rights;
    const key = await findCleanOriginal(services, image, { captureTime, credits });
    const fileName = viewer.rights.showsFileNames
      ? image.fileName
      : `${toBaseName(image, viewer)}.${image.contentType.replace("image/", "")}`;
    return key === undefined ? undefined : signDownload(storage, { key, fileName }, shareUrls.seconds);
  }
  if (!image.renditions[variant]) return undefined;
  const version = getRenditionVersion(image);
  const key = renditionKey(image.ownerId, image.id, variant, version);
  if (isDownload || variant === "full") {
    const fileName = `${toBaseName(image, viewer)}.${getExtension(variant, version)}`;
    return signDownload(storage, { key, fileName }, shareUrls.seconds);
  }
  const { sign, expiresAt } = await createRenditionSigner(storage, new Date(), shareUrls);
  return { url: sign(key), expiresAt };
}

/**
 * An image that a viewer may see, as it is stored: what left the share a moment ago is gone, whatever lists still say.
 * @throws AppError `not_found`; `unavailable` for one that a library which is still being read does not know yet
 */
export async function requireShown(
  { library, database }: Pick<SharedServices, "library" | "database">,
  viewer: Viewer,
  id: string,
  askedAtMs?: number,
): Promise<Image> {
  const { ownerId, query } = viewer;
  if (query.ids && !query.ids.includes(id)) throw noImage();
  // A share of images names them itself; any other asks the index.
  if (!query.ids) {
    const { value: matches, rebuild } = await library.read(ownerId, "count", { ...query, ids: [id] }, [], askedAtMs);
    if (matches === 0) throw rebuild ? stillReading() : noImage();
  }
  const image = await findImage(database, { ownerId, imageId: id });
  if (image?.status !== "ready" || image.trashedAt !== undefined) throw noImage();
  if (query.album !== undefined && !isInAlbum(image, query)) throw noImage();
  // The timeline leaves archived images out, unlike a query that names images.
  if (isTimelineQuery(query) && image.archived) throw noImage();
  return image;
}

function isInAlbum({ albums }: Image, { album, addedToAlbumUntil }: ImageQuery): boolean {
  const membership = albums.find(({ id }) => id === album);
  if (!membership) return false;
  return addedToAlbumUntil === undefined || Date.parse(membership.addedAt) <= Date.parse(addedToAlbumUntil);
}

/** What a visitor is told of an image: these members and no others. */
function toSharedImage(image: IndexedImage, { ownerId, rights }: Viewer, { sign }: RenditionSigner): SharedImage {
  const version = getRenditionVersion(image);
  return {
    id: image.id,
    width: image.width,
    height: image.height,
    rotation: image.rotation,
    transparent: image.transparent,
    thumbhash: image.thumbhash,
    fileName: rights.showsFileNames ? image.fileName : undefined,
    takenAt: rights.showsTakenAt && image.taken ? fromTimeTaken(image.taken).takenAt : undefined,
    renditions: Object.fromEntries(
      shownRenditions.flatMap((name) => {
        const stored = image.renditions[name];
        return stored ? [[name, { url: sign(renditionKey(ownerId, image.id, name, version)), ...stored }]] : [];
      }),
    ),
  };
}

/** The end of an id tells downloads apart where names are hidden. */
function toBaseName({ id, fileName }: Image, { rights }: Viewer): string {
  const TOLD_APART = 6;
  return rights.showsFileNames ? fileName.replace(/\.[^.]*$/, "") : `photo-${id.slice(-TOLD_APART).toLowerCase()}`;
}

function stillReading(): AppError {
  const details = { retryAfterSeconds: 5 };
  return new AppError("unavailable", "These photos are still being read. Please try again in a minute.", { details });
}

function noImage(): AppError {
  return new AppError("not_found", "There is no such image.");
}
