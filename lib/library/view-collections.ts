import type { User } from "#lib/accounts/user.ts";
import type { AlbumView, NewAlbum } from "#lib/albums/album-api.ts";
import { createAlbum } from "#lib/albums/change-album.ts";
import { AppError } from "#lib/errors.ts";
import { type Collection, type CollectionKind, toListedCollection } from "#lib/images/collection.ts";
import { createRenditionSigner, type RenditionSigner } from "#lib/storage/rendition-urls.ts";
import { getOrCreateTag } from "#lib/tags/change-tag.ts";
import type { TagView } from "#lib/tags/tag-api.ts";
import { tileRenditions } from "./image-list-api.ts";
import type { LibraryServices } from "./library-services.ts";
import type { CollectionSummary } from "./summarise-collections.ts";
import { toListItem } from "./to-list-item.ts";

/** The most albums, and the most tags, of a user: all of them are one answer. */
const MAX_COLLECTIONS = 2_000;

type CollectionServices = Pick<LibraryServices, "library" | "database" | "storage">;

/** All albums of a user, by name. `own` are changes of theirs that the feed may not show yet. */
export async function listAlbums(services: CollectionServices, user: User): Promise<AlbumView[]> {
  const [{ value }, signer] = await Promise.all([
    services.library.read(user.id, "collections", { kind: "album" }),
    createRenditionSigner(services.storage),
  ]);
  return value.map((album) => toAlbumView(album, user.id, signer));
}

/** @throws AppError `not_found` */
export async function getAlbum(services: CollectionServices, user: User, id: string): Promise<AlbumView> {
  const [album, signer] = await Promise.all([
    getSummary(services, user, "album", id),
    createRenditionSigner(services.storage),
  ]);
  return toAlbumView(album, user.id, signer);
}

/** An album that was changed just now, with what is in it. */
export async function viewAlbum(services: CollectionServices, user: User, album: Collection): Promise<AlbumView> {
  const own = [{ kind: "album" as const, id: album.id, revision: album.revision }];
  const { value } = await services.library.read(user.id, "collections", { kind: "album", id: album.id }, own);
  const summary = { id: album.id, revision: album.revision, count: 0, ...value[0], ...toListedCollection(album) };
  return toAlbumView(summary, user.id, await createRenditionSigner(services.storage));
}

/** @throws AppError `invalid_state` when there are too many; `not_found` */
export async function addAlbum(services: CollectionServices, user: User, album: NewAlbum): Promise<AlbumView> {
  await refuseTooMany(services, user, "album");
  const created = await createAlbum(services, user, album);
  return viewAlbum(services, user, created);
}

/** All tags of a user, by name. */
export async function listTags({ library }: CollectionServices, user: User): Promise<TagView[]> {
  const { value } = await library.read(user.id, "collections", { kind: "tag" });
  return value.map(toTagView);
}

/** The tag of that name, made when there is none. @throws AppError `invalid_state` when there are too many */
export async function addTag(
  services: CollectionServices,
  user: User,
  name: string,
): Promise<{ tag: TagView; isNew: boolean }> {
  await refuseTooMany(services, user, "tag");
  const { tag, isNew } = await getOrCreateTag(services, user, name);
  return { tag: await viewTag(services, user, tag), isNew };
}

/** A tag that was changed just now. */
export async function viewTag({ library }: CollectionServices, user: User, tag: Collection): Promise<TagView> {
  const own = [{ kind: "tag" as const, id: tag.id, revision: tag.revision }];
  const { value } = await library.read(user.id, "collections", { kind: "tag", id: tag.id }, own);
  return { id: tag.id, name: tag.name, count: value[0]?.count ?? 0 };
}

async function getSummary(
  { library }: CollectionServices,
  user: User,
  kind: CollectionKind,
  id: string,
): Promise<CollectionSummary> {
  const { value } = await library.read(user.id, "collections", { kind, id });
  if (value[0]) return value[0];
  throw new AppError("not_found", `There is no such ${kind}.`);
}

async function refuseTooMany({ library }: CollectionServices, user: User, kind: CollectionKind): Promise<void> {
  const { value } = await library.read(user.id, "collections", { kind });
  if (value.length < MAX_COLLECTIONS) return;
  throw new AppError("invalid_state", `There are ${MAX_COLLECTIONS} ${kind}s already, which is the most there can be.`);
}

function toAlbumView(album: CollectionSummary, ownerId: string, signer: RenditionSigner): AlbumView {
  const item = album.cover && toListItem(album.cover, ownerId, signer, tileRenditions);
  return {
    id: album.id,
    name: album.n,
    description: album.ca,
    parentId: album.up,
    coverId: album.co,
    hasOwnOrder: album.ow === 1,
    createdAt: new Date(album.d ?? 0).toISOString(),
    count: album.count,
    cover: item && {
      id: item.id,
      thumbhash: item.thumbhash,
      width: item.width,
      height: item.height,
      renditions: item.renditions,
    },
  };
}

function toTagView({ id, n, count }: CollectionSummary): TagView {
  return { id, name: n, count };
}
