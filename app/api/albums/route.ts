import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { createAlbumOperation, listAlbumsOperation } from "#lib/albums/album-api.ts";
import { createAlbum, listAlbums } from "#lib/library/view-albums.ts";

export const GET = route(listAlbumsOperation, async ({ services, user, query, request, reply }) =>
  reply(200, { albums: await listAlbums(services, user, await readOwnChanges(request.headers), query) }),
);

export const POST = route(createAlbumOperation, async ({ services, user, body, reply }) => {
  const { album, change } = await createAlbum(services, user, body);
  return reply(201, { album }, toChangesHeader(change));
});
