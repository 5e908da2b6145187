import type { ImageListItem } from "#lib/library/image-list-api.ts";

/** A URL that ends before long is not kept. */
const MIN_LEFT_MS = 10 * 60_000;
const SIGNED_AT = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;
const LIVES_FOR = /[?&]X-Amz-Expires=(\d+)/;

/**
 * An image with the URL that its tile has, while that lives: another instance of the server signs with credentials of
 * its own, and the browser would load the same picture once more.
 */
export function keepUrl(known: ImageListItem, news: ImageListItem, now: number = Date.now()): ImageListItem {
  const [has, gets] = [known.renditions.medium, news.renditions.medium];
  if (!has || !gets || has.url === gets.url || toPath(has.url) !== toPath(gets.url)) return news;
  if (endOf(has.url) < now + MIN_LEFT_MS) return news;
  return { ...news, renditions: { ...news.renditions, medium: { ...gets, url: has.url } } };
}

function toPath(url: string): string {
  return url.slice(0, url.indexOf("?"));
}

/** When a signed URL ends, milliseconds since the epoch; 0 for what does not say. */
function endOf(url: string): number {
  const [, year, month, day, hour, minute, second] = (SIGNED_AT.exec(url) ?? []).map(Number);
  const seconds = Number(LIVES_FOR.exec(url)?.[1] ?? 0);
  if (year === undefined || month === undefined) return 0;
  return Date.UTC(year, month - 1, day, hour, minute, second) + seconds * 1_000;
}
