import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { getTimelineOperation } from "#lib/library/timeline-api.ts";

/** The browser may keep it, and asks each time whether it still holds. */
const CACHE_CONTROL = "private, no-cache";

export const GET = route(getTimelineOperation, async ({ services, user, query, request, reply }) => {
  const timeline = await getTimeline(services, user, query, await readOwnChanges(request.headers));
  if (timeline.version === undefined) return reply(200, timeline);
  const headers = { etag: `"${timeline.version}"`, "cache-control": CACHE_CONTROL, vary: "authorization, cookie" };
  // What is in front may have made the tag a weak one, as compressing does.
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  const isKnown = known.some((tag) => tag.trim().replace(/^W\//, "") === headers.etag);
  return isKnown ? reply(304, undefined, headers) : reply(200, timeline, headers);
});
