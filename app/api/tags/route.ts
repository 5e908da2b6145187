import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { createTag, listTags } from "#lib/library/view-tags.ts";
import { createTagOperation, listTagsOperation } from "#lib/tags/tag-api.ts";

export const GET = route(listTagsOperation, async ({ services, user, request, reply }) =>
  reply(200, { tags: await listTags(services, user, await readOwnChanges(request.headers)) }),
);

export const POST = route(createTagOperation, async ({ services, user, body, reply }) => {
  const { tag, change, isNew } = await createTag(services, user, body.name);
  return reply(isNew ? 201 : 200, { tag }, toChangesHeader(change));
});
