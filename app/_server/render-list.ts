import "server-only";
import { cookies, headers } from "next/headers";
import { TIMELINE_WIDTH_COOKIE } from "#app/_components/browser-cookies.ts";
import type { User } from "#lib/accounts/user.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { TimelineFilters } from "#lib/library/timeline-api.ts";
import { readOwnChanges } from "./own-changes.ts";
import { webServices } from "./web-services.ts";

const FIRST_IMAGES = 100;
/** Pixels across of a timeline where the browser has not said yet how wide it is. */
const USUAL_WIDTH = 1232;
const PHONE_WIDTH = 366;
const MIN_WIDTH = 200;
const MAX_WIDTH = 8_000;

/** What a page draws first of the images that match: how many are in each month, and the first of them. */
export async function renderList(user: User, filters: TimelineFilters, month?: string) {
  const renderedAt = Date.now();
  const own = await readOwnChanges();
  const timeline = await getTimeline(webServices(), user, filters, own);
  const found = timeline.months.findIndex((one) => month === undefined || one.month <= month);
  // Before the oldest there is nothing.
  const at = found < 0 ? Math.max(0, timeline.months.length - 1) : found;
  const start = timeline.months.slice(0, at).reduce((sum, { count }) => sum + count, 0);
  const place = { start, limit: FIRST_IMAGES };
  return {
    counts: { months: timeline.months, failed: timeline.failed, version: timeline.version },
    chunk: await getTimelineChunk(webServices(), user, fromApiQuery(filters), place, own),
    itemsRead: timeline.itemsRead,
    firstMonth: timeline.months[at]?.month,
    renderedAt,
    width: await guessWidth(),
  };
}

/** What the browser said on an earlier visit, else what is usual. */
async function guessWidth(): Promise<number> {
  const said = Number((await cookies()).get(TIMELINE_WIDTH_COOKIE)?.value);
  if (said >= MIN_WIDTH && said <= MAX_WIDTH) return said;
  return /\bMobile\b/.test((await headers()).get("user-agent") ?? "") ? PHONE_WIDTH : USUAL_WIDTH;
}
