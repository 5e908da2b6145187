import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { getTimelineChunkOperation } from "#lib/library/timeline-api.ts";

export const GET = route(getTimelineChunkOperation, async ({ services, user, query, request, reply }) => {
  const { start = 0, around, limit, ...filters } = query;
  const own = await readOwnChanges(request.headers);
  return reply(200, await getTimelineChunk(services, user, fromApiQuery(filters), { start, around, limit }, own));
});
