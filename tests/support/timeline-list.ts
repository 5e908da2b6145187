import type { TimelineChunk } from "#lib/library/timeline-api.ts";

/** A list as the server has it: its images by month, newest first; under "" in an own order. */
export type List = Record<string, string[]>;

export const toCounts = (list: List, version = "1") => ({
  months: Object.entries(list).map(([month, ids]) => ({ month, count: ids.length })),
  version,
});

/** A chunk of a list, as the server cuts it. */
export function cut(list: List, start = 0, limit = 500): TimelineChunk {
  const all = Object.entries(list).flatMap(([month, ids]) => ids.map((id, offset) => ({ month, id, offset })));
  const images = all.slice(start, start + limit);
  const column = <T>(value: T) => images.map(() => value);
  return {
    months: Object.entries(Object.groupBy(images, ({ month }) => month)).map(([month, ofMonth = []]) => ({
      month,
      offset: ofMonth[0]?.offset ?? 0,
      count: ofMonth.length,
    })),
    ids: images.map(({ id }) => id),
    fileNames: images.map(({ id }) => `${id}.jpg`),
    contentTypes: column("image/jpeg" as const),
    statuses: column("ready" as const),
    failures: column(null),
    widths: column(300),
    heights: column(200),
    frames: column(null),
    transparent: column(false),
    rotations: column(0 as const),
    favourites: column(false),
    stackSizes: column(null),
    taken: images.map(({ month, offset }) =>
      new Date(Date.parse(`${month || "2026-01"}-20`) - offset * 1_000).toISOString().slice(0, 19),
    ),
    places: [],
    placeOf: column(null),
    thumbhashes: column(null),
    urlTemplates: [],
    urlTemplateOf: column(null),
    signatures: "",
  };
}

export const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
