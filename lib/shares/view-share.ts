import type { ImageQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { getShareState, type Share, toUserToken, toViewer } from "./share.ts";
import type { ShareView } from "./share-api.ts";

type ViewServices = Pick<LibraryServices, "library">;

/** A share as its owner sees it: what it shows, what it allows, and what became of it. `usage` is the owner's. */
export async function toShareView(
  services: ViewServices,
  share: Share,
  usage: Pick<Usage, "added">,
): Promise<ShareView> {
  const [{ value: count }, shown] = await Promise.all([
    services.library.read(share.ownerId, "count", toViewer(share).query),
    nameShown(services, share),
  ]);
  const { id, kind, title, frozenAt, createdAt, expiresAt, maxVisits, visits, lastVisitAt, rights } = share;
  return {
    id,
    ownerToken: toUserToken(share),
    kind,
    title,
    ...shown,
    frozenAt,
    count,
    createdAt,
    expiresAt,
    recipient: share.recipient?.email,
    hasPassword: share.passwordHash !== undefined,
    maxVisits,
    visits,
    lastVisitAt,
    state: getShareState(share),
    maxAddedFiles: share.maxAddedFiles,
    maxAddedBytes: share.maxAddedBytes,
    addedFiles: usage.added[id]?.files ?? 0,
    addedBytes: usage.added[id]?.bytes ?? 0,
    ...rights,
  };
}

type Shown = Pick<ShareView, "albumId" | "albumName" | "imageId" | "imageName" | "search">;

async function nameShown({ library }: ViewServices, { ownerId, kind, query }: Share): Promise<Shown> {
  if (kind === "album") {
    const { value } = await library.read(ownerId, "collections", { kind: "album", id: query.album });
    return { albumId: query.album, albumName: value[0]?.n };
  }
  if (kind === "image") {
    const { value } = await library.read(ownerId, "find", query.ids ?? []);
    return { imageId: query.ids?.[0], imageName: value[0]?.title ?? value[0]?.fileName };
  }
  return kind === "search" ? { search: toSearch(query) } : {};
}

function toSearch({ text: q, sort: _, order: __, ids: ___, addedToAlbumUntil: ____, ...filters }: ImageQuery): string {
  return toSearchParams({ q, ...filters }).toString();
}
