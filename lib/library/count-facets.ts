import { countMonths } from "./count-months.ts";
import type { ImageQuery } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";
import { remember } from "./memoise.ts";
import { countByLabels } from "./run-query.ts";

export interface FacetValue {
  value: string;
  count: number;
}

/** What narrows the images that match, each by number. */
export interface Facets {
  total: number;
  /** Newest first. */
  years: FacetValue[];
  cameras: FacetValue[];
  types: FacetValue[];
  countries: FacetValue[];
  cities: FacetValue[];
}

/** Values of a facet that are listed; the rest is rare. */
const MAX_VALUES = 30;

/** Years, cameras, types and places of the images that match, the most frequent first. */
export function countFacets(file: IndexFile, query: ImageQuery): Facets {
  return remember(file, "facets", query, count);
}

function count(file: IndexFile, query: ImageQuery): Facets {
  const years = new Map<string, number>();
  for (const { month, count } of countMonths(file, { ...query, sort: "taken", order: "desc" })) {
    const year = month.slice(0, 4);
    years.set(year, (years.get(year) ?? 0) + count);
  }
  const [cameras = [], types = [], countries = [], cities = []] = countByLabels(file, query).map((ofColumn) =>
    [...ofColumn]
      .sort(([, one], [, other]) => other - one)
      .slice(0, MAX_VALUES)
      .map(([label, count]) => ({ value: file.labels.toKey(label), count })),
  );
  return {
    total: [...years.values()].reduce((sum, count) => sum + count, 0),
    years: [...years].map(([value, count]) => ({ value, count })),
    cameras,
    types,
    countries,
    cities,
  };
}
