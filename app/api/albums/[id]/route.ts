import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { changeAlbumOperation, deleteAlbumOperation, getAlbumOperation } from "#lib/albums/album-api.ts";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { changeAlbum, getAlbum } from "#lib/library/view-albums.ts";

export const GET = route(getAlbumOperation, async ({ services, user, params, request, reply }) =>
  reply(200, { album: await getAlbum(services, user, params.id, await readOwnChanges(request.headers)) }),
);

export const PATCH = route(changeAlbumOperation, async ({ services, user, params, body, reply }) => {
  const { album, change } = await changeAlbum(services, user, params.id, body);
  return reply(200, { album }, toChangesHeader(change));
});

export const DELETE = route(deleteAlbumOperation, async ({ services, user, params, request, reply }) => {
  const own = await readOwnChanges(request.headers);
  return reply(204, undefined, toChangesHeader(await deleteAlbum(services, user, params.id, own)));
});
