import "server-only";
import { cookies, headers } from "next/headers";
import { DENSITY_COOKIE, TIMELINE_WIDTH_COOKIE } from "#app/_components/browser-cookies.ts";
import { parseDensity } from "#app/(library)/_components/gallery/layout/density.ts";
import type { User } from "#lib/accounts/user.ts";
import type { MonthCount } from "#lib/library/count-months.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery, type ListFilters } from "#lib/library/image-query.ts";
import { listPageStarts, PAGE_IMAGES } from "./list-page-starts.ts";
import { readOwnChanges } from "./own-changes.ts";
import { webServices } from "./web-services.ts";

/** Pixels across of a timeline where the browser has not said yet how wide it is. */
const USUAL_WIDTH = 1200;
const PHONE_WIDTH = 366;
const MIN_WIDTH = 200;
const MAX_WIDTH = 8_000;

/** Where a page starts in its list: at a month ("2024-05") or after a number of images. */
export type ListPlace = Partial<Record<"month" | "start", string | string[]>>;

/**
 * What a page draws first of the images that match: how many are in each month, and the first of them; with where the
 * pages beside it begin.
 */
export async function renderList(user: User, filters: ListFilters, { month, start: given }: ListPlace = {}) {
  const renderedAt = Date.now();
  const own = await readOwnChanges();
  const timeline = await getTimeline(webServices(), user, filters, own);
  const { months } = timeline;
  const wanted = typeof month === "string" ? findMonth(months, month) : Number(given);
  const [start = 0, next] = listPageStarts(months, wanted >= 0 ? wanted : 0);
  const place = { start, limit: PAGE_IMAGES };
  return {
    list: {
      counts: { months, failed: timeline.failed, version: timeline.version },
      chunk: await getTimelineChunk(webServices(), user, fromApiQuery(filters), place, own, renderedAt),
      itemsRead: timeline.itemsRead,
      firstMonth: findMonthAt(months, start),
      renderedAt,
      width: await guessWidth(),
      density: parseDensity((await cookies()).get(DENSITY_COOKIE)?.value),
    },
    pages: { previous: listPageStarts(months).findLast((one) => one < start), next },
  };
}

/** How many images come before a month, or before the oldest one where all are newer. */
function findMonth(months: readonly MonthCount[], month: string): number {
  const newer = months.slice(0, -1).filter((one) => one.month > month);
  return newer.reduce((sum, { count }) => sum + count, 0);
}

function findMonthAt(months: readonly MonthCount[], start: number): string | undefined {
  let left = start;
  return months.find(({ count }) => {
    left -= count;
    return left < 0;
  })?.month;
}

/** What the browser said on an earlier visit, else what is usual. */
async function guessWidth(): Promise<number> {
  const said = Number((await cookies()).get(TIMELINE_WIDTH_COOKIE)?.value);
  if (said >= MIN_WIDTH && said <= MAX_WIDTH) return said;
  return /\bMobile\b/.test((await headers()).get("user-agent") ?? "") ? PHONE_WIDTH : USUAL_WIDTH;
}
