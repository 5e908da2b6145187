import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { deleteTag } from "#lib/bulk/delete-collection.ts";
import { renameTag } from "#lib/library/view-tags.ts";
import { deleteTagOperation, renameTagOperation } from "#lib/tags/tag-api.ts";

export const PATCH = route(renameTagOperation, async ({ services, user, params, body, reply }) => {
  const { tag, change } = await renameTag(services, user, params.id, body.name);
  return reply(200, { tag }, toChangesHeader(change));
});

export const DELETE = route(deleteTagOperation, async ({ services, user, params, request, reply }) => {
  const own = await readOwnChanges(request.headers);
  return reply(204, undefined, toChangesHeader(await deleteTag(services, user, params.id, own)));
});
