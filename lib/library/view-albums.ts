import type { User } from "#lib/accounts/user.ts";
import type { AlbumChange, AlbumView, NewAlbum } from "#lib/albums/album-api.ts";
import * as albums from "#lib/albums/change-album.ts";
import { AppError } from "#lib/errors.ts";
import type { Collection } from "#lib/images/collection.ts";
import { toListedCollection } from "#lib/images/collection-item.ts";
import { createRenditionSigner, type RenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import { refuseTooMany } from "./collection-limit.ts";
import { tileRenditions } from "./image-list-api.ts";
import type { LibraryServices } from "./library-services.ts";
import type { CollectionSummary } from "./summarise-collections.ts";
import { toListItem } from "./to-list-item.ts";

type AlbumServices = Pick<LibraryServices, "library" | "database" | "storage">;

/** An album as it is now, and the change that made it so, for one's next lists. */
interface ChangedAlbum {
  album: AlbumView;
  change: OwnChange;
}

/**
 * All albums of a user, or those in the album `parentId`, by name, with or without covers. `own` are changes of theirs
 * that the feed may not show yet.
 */
export async function listAlbums(
  { library, storage }: AlbumServices,
  user: User,
  own: OwnChange[],
  { covers = true, parentId }: { covers?: boolean; parentId?: string | undefined } = {},
): Promise<AlbumView[]> {
  const [{ value }, signer] = await Promise.all([
    library.read(user.id, "collections", { kind: "album", parentId, covers }, own),
    createRenditionSigner(storage),
  ]);
  return value.map((album) => toAlbumView(album, user.id, signer));
}

/** @throws AppError `not_found` */
export async function getAlbum(
  { library, storage }: AlbumServices,
  user: User,
  id: string,
  own: OwnChange[],
): Promise<AlbumView> {
  const { value } = await library.read(user.id, "collections", { kind: "album", id }, own);
  if (!value[0]) throw new AppError("not_found", "There is no such album.");
  return toAlbumView(value[0], user.id, await createRenditionSigner(storage));
}

/** @throws AppError `not_found` for the parent; `invalid_state` for one that cannot be it, or too many albums */
export async function createAlbum(services: AlbumServices, user: User, album: NewAlbum): Promise<ChangedAlbum> {
  await refuseTooMany(services, user, "album");
  return view(services, user, await albums.createAlbum(services, user, album));
}

/** @throws AppError `not_found`, `invalid_state`, `unavailable` */
export async function changeAlbum(
  services: AlbumServices,
  user: User,
  id: string,
  change: AlbumChange,
): Promise<ChangedAlbum> {
  if (change.parentId) await refuseIfParent(services, user, id);
  return view(services, user, await albums.changeAlbum(services, user, id, change));
}

/** Albums are nested one level deep, so one that others are in is in no other. */
async function refuseIfParent({ library }: AlbumServices, user: User, id: string): Promise<void> {
  const { value } = await library.read(user.id, "collections", { kind: "album" });
  if (value.some(({ up }) => up === id)) {
    throw new AppError("invalid_state", "There are albums in this one. Albums are nested one level deep.");
  }
}

async function view({ library, storage }: AlbumServices, user: User, album: Collection): Promise<ChangedAlbum> {
  const { id, revision } = album;
  const change: OwnChange = { kind: "album", id, revision };
  const { value } = await library.read(user.id, "collections", { kind: "album", id }, [change]);
  const summary = value[0] ?? { ...toListedCollection(album), id, revision, count: 0 };
  return { album: toAlbumView(summary, user.id, await createRenditionSigner(storage)), change };
}

function toAlbumView(album: CollectionSummary, ownerId: string, signer: RenditionSigner): AlbumView {
  return {
    id: album.id,
    name: album.n,
    description: album.ca,
    parentId: album.up,
    coverId: album.co,
    hasOwnOrder: album.ow === 1,
    createdAt: new Date(album.d ?? 0).toISOString(),
    count: album.count,
    cover: album.cover && toListItem(album.cover, ownerId, signer, tileRenditions),
  };
}
