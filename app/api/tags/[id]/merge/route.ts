import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { mergeTag } from "#lib/bulk/delete-collection.ts";
import { getTag } from "#lib/library/view-tags.ts";
import { mergeTagOperation } from "#lib/tags/tag-api.ts";

export const POST = route(mergeTagOperation, async ({ services, user, params, body, request, reply }) => {
  const own = await readOwnChanges(request.headers);
  const { changes, changeIds } = await mergeTag(services, user, params.id, body.into, own);
  const tag = await getTag(services, user, body.into, [...own, ...changes]);
  return reply(200, { tag, changeIds }, toChangesHeader(...changes));
});
